/** Most of the lines at the end of a log that a message repeats. */
const LINES = 3;

/** Between lines, also of a trace that another program has quoted in one. */
const SEPARATOR = /\n|\\n\\t(?=at |\.\.\. )/;

/** A line that says where in a Java program, and not what. The first may have lost its beginning: a log is kept from some byte on. */
const FRAME = [/^at [^\s(]+\(.*\)/, /^[\w.$/<>]*\([\w.$ ]*(:\d+)?\)$/, /^[\w.$ ]*(:\d+)?\)$/, /^\.\.\. \d+ (more|common frames omitted)$/, /^Driver stacktrace:$/];

/** Of a log only so much is kept, and a trace may be longer. */
const ONLY_PLACES = 'a trace of Java that is too long to be repeated here; the log has what it begins with.';

/** The last line that looks like an error, else the last line: pip says more after it than before. */
export function tellingLine(log: string): string {
  const lines = linesOf(log);
  return lines.findLast((line) => /^(ERROR|error|fatal)\b/.test(line)) ?? lines.at(-1) ?? '';
}

/** The last lines in one. Of a Java program's trace its exceptions and their causes are kept: a reason would be far above the last of its places. */
export function lastLines(log: string): string {
  const lines = linesOf(log);
  const telling = lines.filter((line) => !FRAME.some((form) => form.test(line)));
  return telling.length === 0 && lines.length > 0 ? ONLY_PLACES : telling.slice(-LINES).join(' | ');
}

function linesOf(log: string): string[] {
  return log
    .split(SEPARATOR)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
