/**
 * Strings as YAML scalars that every reader takes for the same string: readers of YAML 1.1 (Go's, which Kubernetes uses, and
 * PyYAML) and of YAML 1.2.
 */

/** What some reader takes for a boolean, for nothing, or for no number; the last ones also with a sign or a dot before them. */
const RESERVED = /^[-.]?(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i;

/** An amount as Kubernetes writes it: no reader takes it for a number. */
const AMOUNT = /^[1-9][0-9]*(?:[KMGTPE]i|m)$/;

/**
 * Text that needs no quotes if it is not reserved: it starts like a word, a path or an option, and holds printable ASCII without
 * what would end it or begin a comment. Whatever starts with a digit, a dot or an indicator is quoted.
 */
const PLAIN = /^(?:-{1,2}(?=[A-Za-z])|\.(?=[A-Za-z]{2}))?[A-Za-z/$(](?:[!-9;-~]|:(?=[!-~])| +(?=[!"$-~]))*$/;

/** Printable on one line, without a byte order mark, spaces that are not seen as such, and what turns the direction of the text around it. */
const ONE_LINE = /^[\x20-\x7e\u00a1-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** The same on several lines, of which the first tells the indentation. */
const LINES = /^(?![ \t\n])[\t\n\x20-\x7e\u00a1-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** A line of blanks alone, which a block may lose. */
const BLANK_LINE = /^[ \t]+$/m;

/** What JSON leaves as it is, although readers of YAML break lines there, skip it or refuse it, and terminals obey it. */
const UNSAFE_IN_JSON = /[\x7f-\xa0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** A string as the value of a key or an item. @param indent what the lines of a block begin with */
export function stringScalar(text: string, indent: string): string {
  if (text.includes('\n') && LINES.test(text) && !BLANK_LINE.test(text)) return block(text, indent);
  return lineScalar(text);
}

/** A string on one line, as keys must be. */
export function lineScalar(text: string): string {
  if (PLAIN.test(text) ? !RESERVED.test(text) : AMOUNT.test(text)) return text;
  return ONE_LINE.test(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

/** A JSON string is a YAML scalar, but for a few characters. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(UNSAFE_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text line by line; what stands behind the bar tells how many line ends follow it. */
function block(text: string, indent: string): string {
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const body = chomping === '-' ? text : text.slice(0, -1);
  return `|${chomping}\n${indent}${body.replace(/\n(?!\n|$)/g, `\n${indent}`)}`;
}

/** A number: with a dot before an exponent, which YAML 1.1 asks for. */
export function numberScalar(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value).replace(/^(-?\d+)e/, '$1.0e');
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}
