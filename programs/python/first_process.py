"""Process 1 of a container that runs a Python program of a user, with the program's command as its arguments. Python 3.5 or later.

Linux gives process 1 of a container no signal that it has not asked for, so a program in that place would not end when it is asked to, until it
is killed at the end of the pod's time. Here the program is a process like any other: this one passes signals on to it, waits for what it leaves
behind, and ends as it ends.

The program is a process of its own, and not a handler in the same one: Python calls handlers between two of its own steps, and one that waits
in a library for a peer that is gone takes no such step any more.
"""

import os
import signal
import sys

passed = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2}
before = signal.pthread_sigmask(signal.SIG_BLOCK, passed | {signal.SIGCHLD})
program = os.fork()
if program == 0:
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as error:
        print("%s: %s" % (sys.argv[1], error.strerror), file=sys.stderr, flush=True)
        os._exit(127)

while True:
    number = signal.sigwait(passed | {signal.SIGCHLD})
    if number != signal.SIGCHLD:
        os.kill(program, number)
        continue
    ended = None
    while ended != 0:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended == program:
            os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
