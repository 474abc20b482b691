import programs from '../../programs/python.json';
import { literal } from './args';

/** Python's own options: without the site's start-up, which is the program's affair, and need not run twice. */
const OPTIONS: readonly string[] = ['-S', '-c', literal(programs.firstProcess)];

/**
 * The command that runs a program of this Python as process 2, so that it ends when it is asked to; the program's arguments follow.
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export function behindFirstProcess(launcher: string): string[] {
  return [launcher, ...OPTIONS, launcher];
}

/** The words of a container without what {@link behindFirstProcess} has put before them. */
export function withoutFirstProcess(words: readonly string[]): string[] {
  const [, ...options] = words.slice(0, 1 + OPTIONS.length);
  return OPTIONS.every((option, index) => options[index] === option) ? words.slice(1 + OPTIONS.length) : [...words];
}
