/**
 * Most bytes of one argument, and of one variable with its name and `=`: Linux starts no program with a longer one.
 * @see https://man7.org/linux/man-pages/man2/execve.2.html
 */
export const MAX_TEXT_BYTES = 131_071;

/** Most bytes of all arguments and variables that a job gives to a program: a third of what Linux takes with its usual limit on stacks, as the platform and the image add their own. */
export const MAX_TEXTS_BYTES = 700_000;

/** Most characters of all packages of a lock together, which travel in one ConfigMap. */
export const MAX_LOCK = 700_000;
