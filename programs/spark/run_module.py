"""Does what `python -m` does with the module that its first argument names. Python 3.5 or later."""

import os
import runpy
import sys

del sys.argv[0]
sys.path[0] = os.getcwd()
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
