/**
 * Characters that make a terminal do something other than show them: all control characters but line end and tab, in both forms that
 * terminals know (ESC and its relatives up to U+001F, and U+0080 to U+009F), and what turns the direction of the text around them.
 */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text that a terminal shows and nothing else: `\x1b` is read where ESC would act. What others have written (a job's output, names,
 * messages of servers) could otherwise rewrite what was printed before, or type for whoever reads it. The strings of JSON stay what they are.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, visible);
}

/** JSON escapes the characters up to U+001F itself, and knows the long form alone. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
