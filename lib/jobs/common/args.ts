/** A quote or a backslash that nothing closes. */
export class UnclosedQuoteError extends Error {
  constructor(readonly text: string) {
    super(`a quote or backslash is not closed in ${JSON.stringify(text)}`);
    this.name = 'UnclosedQuoteError';
  }
}

/** What ends or continues a word: blanks, a quoted part, an escaped character, or plain characters. */
const TOKEN = /([ \t\n]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t\n'"\\]+)/gy;

/**
 * Splits a text into words as a POSIX shell does, with quotes and backslashes, but expands nothing.
 * @throws UnclosedQuoteError
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (token === null) throw new UnclosedQuoteError(text);
    const [, blank, single, double, escaped, plain] = token;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (escaped === '\n') {
      // A backslash before a line's end joins the two lines, and makes no word of its own.
    } else {
      word = (word ?? '') + (single ?? unquote(double) ?? escaped ?? plain ?? '');
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Within double quotes a backslash escapes only `$`, a backquote, `"`, itself, and joins lines. */
function unquote(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_escape, character: string) => (character === '\n' ? '' : character));
}

/** A job's arguments as a list. @throws UnclosedQuoteError */
export function argumentList(args: string | readonly string[] | undefined): string[] {
  if (args === undefined) return [];
  return typeof args === 'string' ? splitWords(args) : [...args];
}

/**
 * A text that stays as it is where Kubernetes expands `$(NAME)`: in commands, arguments and values of variables.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
