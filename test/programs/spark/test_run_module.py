"""The program that runs a module as `python -m` does, where Spark takes nothing but a file."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.join(os.path.dirname(__file__), *[os.pardir] * 3, "programs", "spark", "run_module.py")


class Module(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.mkdir(os.path.join(self.folder.name, "news"))
        with open(os.path.join(self.folder.name, "news", "index.py"), "w") as file:
            file.write("import os, sys\nprint(__name__, os.path.basename(sys.argv[0]), sys.argv[1:], __spec__.name)\n")

    def run_module(self, *words):
        return subprocess.run([sys.executable, "-B", PROGRAM, *words], check=False, cwd=self.folder.name, capture_output=True, text=True)

    def test_it_is_found_where_the_program_starts_and_has_its_own_arguments(self):
        self.assertEqual(self.run_module("news.index", "--a", "b c").stdout, "__main__ index.py ['--a', 'b c'] news.index\n")

    def test_one_that_is_not_there_is_told(self):
        ended = self.run_module("news.nothing")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("No module named news.nothing", ended.stderr)


if __name__ == "__main__":
    unittest.main()
