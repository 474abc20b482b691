"""Makes a virtual environment on top of the runtime's own packages and installs the requirements into it.

It runs as any user, writes only to its volume, and prints what pip prints. Python 3.5 or later.

What is locked is installed whatever the runtime carries, each package from a wheel with one of its hashes: to build one would take programs
that nobody has locked. Then pip looks whether all that they need is there, in the lock or in the runtime, and fetches nothing any more.
"""

import os
import signal
import subprocess
import sys
import venv

# Asked to end it ends, and pip with it: process 1 of a container has no signal that it has not asked for.
signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
path = sys.argv[1]
locked = "DS_REQUIRE_HASHES" in os.environ
requirements = os.environ.get("DS_REQUIREMENTS_FILE") or os.path.join(path, "requirements.txt")
venv.EnvBuilder(system_site_packages=True, with_pip=True, clear=True).create(path)
if "DS_REQUIREMENTS" in os.environ:
    with open(requirements, "w", encoding="utf-8") as file:
        file.write(os.environ["DS_REQUIREMENTS"] + "\n")


def install(*options: str) -> int:
    pip = [os.path.join(path, "bin", "python"), "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", "--no-input"]
    return subprocess.call(pip + list(options) + ["--requirement", requirements])


if not locked:
    sys.exit(install())
sys.exit(install("--require-hashes", "--only-binary=:all:", "--no-deps", "--force-reinstall") or install("--require-hashes", "--no-index"))
