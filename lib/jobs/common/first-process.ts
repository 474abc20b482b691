import { literal } from './args';

/**
 * What is process 1 of a container that runs a Python program of a user. Linux gives process 1 of a container no signal that it has not asked
 * for, so a program in that place would not end when it is asked to, until it is killed at the end of the pod's time. Here the program is
 * a process like any other: this one passes signals on to it, waits for what it leaves behind, and ends as it ends.
 *
 * It needs nothing but Python itself, of any version from 3.5. The program is a process of its own, and not a handler in the same one:
 * Python calls handlers between two of its own steps, and one that waits in a library for a peer that is gone takes no such step any more.
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
const FIRST_PROCESS = `\
import os, signal, sys

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
`;

/** Python's own options: without the site's start-up, which is the program's affair, and need not run twice. */
const OPTIONS: readonly string[] = ['-S', '-c', literal(FIRST_PROCESS)];

/** The command that runs a program of this Python as process 2; the program's arguments follow. */
export function behindFirstProcess(launcher: string): string[] {
  return [launcher, ...OPTIONS, launcher];
}

/** The words of a container without what {@link behindFirstProcess} has put before them. */
export function withoutFirstProcess(words: readonly string[]): string[] {
  const [, ...options] = words.slice(0, 1 + OPTIONS.length);
  return OPTIONS.every((option, index) => options[index] === option) ? words.slice(1 + OPTIONS.length) : [...words];
}
