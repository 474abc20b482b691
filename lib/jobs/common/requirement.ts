/** What is wrong with a text that should be a Python requirement, and what to do. */
export interface Complaint {
  /** What is wrong. */
  readonly wrong: string;
  readonly allowed: string;
  readonly fix: string;
}

/** Parts of a version. @see https://packaging.python.org/en/latest/specifications/version-specifiers/ */
const RELEASE = 'v?([0-9]+!)?[0-9]+(\\.[0-9]+)*';
const SUFFIXES = '([-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?(-[0-9]+|[-_.]?(post|rev|r)[-_.]?[0-9]*)?([-_.]?dev[-_.]?[0-9]*)?';
const LOCAL = '(\\+[a-z0-9]+([-_.][a-z0-9]+)*)?';

/** What may stand behind each comparison. */
const VERSIONS: readonly (readonly [operator: string, pattern: RegExp])[] = [
  ['===', /^[^\s;)]+$/],
  ['==', new RegExp(`^${RELEASE}(\\.\\*|${SUFFIXES}${LOCAL})$`, 'i')],
  ['!=', new RegExp(`^${RELEASE}(\\.\\*|${SUFFIXES}${LOCAL})$`, 'i')],
  ['~=', new RegExp(`^v?([0-9]+!)?[0-9]+(\\.[0-9]+)+${SUFFIXES}$`, 'i')],
  ['<=', new RegExp(`^${RELEASE}${SUFFIXES}$`, 'i')],
  ['>=', new RegExp(`^${RELEASE}${SUFFIXES}$`, 'i')],
  ['<', new RegExp(`^${RELEASE}${SUFFIXES}$`, 'i')],
  ['>', new RegExp(`^${RELEASE}${SUFFIXES}$`, 'i')],
];

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?';
const EXTRAS = `\\[[ \\t]*${NAME}(?:[ \\t]*,[ \\t]*${NAME})*[ \\t]*\\]`;

/** Name and extras, and all that comes after them. */
const HEAD = new RegExp(`^(${NAME})[ \\t]*(?:${EXTRAS})?[ \\t]*(?=$|[@;(<>=!~])`);

/** An address and its marker: a semicolon is a part of the address unless a blank stands before it. */
const ADDRESS = /^@[ \t]*([A-Za-z][A-Za-z0-9+.-]*:[^ \t\n\r\\]+)(?:[ \t]+;(.*))?[ \t]*$/;

const REQUIREMENT = { allowed: 'a name, and versions or an address behind it', example: 'Write it like numpy>=2.1,<3.' } as const;

/** What is wrong with a requirement by the grammar of PEP 508; nothing if it is one. @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
export function complainAboutRequirement(text: string): Complaint | undefined {
  for (const look of LOOKS) {
    const complaint = look(text);
    if (complaint !== undefined) return complaint;
  }
  const head = HEAD.exec(text);
  if (head === null) return { wrong: 'is no requirement', allowed: REQUIREMENT.allowed, fix: REQUIREMENT.example };
  const rest = text.slice(head[0].length);
  const address = ADDRESS.exec(rest);
  if (address !== null) return address[2] === undefined ? undefined : complainAboutMarker(address[2]);
  if (rest.startsWith('@')) return { wrong: 'has no address behind the @', allowed: 'name @ address', fix: 'Write it like lib @ https://example.com/lib-1.0-py3-none-any.whl.' };
  const [versions = '', ...marker] = rest.split(';');
  return complainAboutVersions(versions.trim()) ?? (marker.length === 0 ? undefined : complainAboutMarker(marker.join(';')));
}

/** What people write in files of requirements, and what is none. In this order. */
const LOOKS: readonly ((text: string) => Complaint | undefined)[] = [lines, option, comment, localFile, namelessAddress, single];

function lines(text: string): Complaint | undefined {
  if (text.trim() === '') return { wrong: 'is empty', allowed: REQUIREMENT.allowed, fix: 'Remove it.' };
  if (/[\n\r]/.test(text)) return { wrong: 'has more than one line', allowed: 'one requirement in each entry', fix: 'Make each line an entry of its own.' };
  return undefined;
}

const INDEX_OPTION = /^(-i|-f|--(index-url|extra-index-url|find-links|trusted-host|no-index|pre))\b/;

function option(text: string): Complaint | undefined {
  if (!text.startsWith('-')) return undefined;
  if (/^(-r|-c|--requirement|--constraint)\b/.test(text)) {
    return { wrong: 'is an option of pip that names a file, which the pods of the job do not have', allowed: 'requirements', fix: 'Write the lines of that file here, or give lock.packages its lines with their hashes.' };
  }
  if (/^(-e|--editable)\b/.test(text)) return { wrong: 'is an option of pip for a folder of one\'s own', allowed: 'requirements', fix: 'Write name @ address, without -e.' };
  if (INDEX_OPTION.test(text)) {
    return { wrong: 'is an option of pip; which indexes are used is said for the whole platform', allowed: 'requirements', fix: 'Remove it, and ask the platform team to add the index to packageIndex.extraUrls of the catalog.' };
  }
  return { wrong: 'is an option of pip', allowed: 'requirements', fix: 'Remove it.' };
}

function comment(text: string): Complaint | undefined {
  if (text.startsWith('#')) return { wrong: 'is a comment', allowed: 'requirements', fix: 'Remove it, or write it outside of the quotes.' };
  const at = text.search(/[ \t]#/);
  return at < 0 ? undefined : { wrong: 'has a comment', allowed: 'the requirement alone', fix: `Write ${JSON.stringify(text.slice(0, at).trim())}, and the comment outside of the quotes.` };
}

const FILE_ENDING = /\.(whl|tar\.gz|tgz|tar\.bz2|zip|egg|txt|toml)$/i;

function localFile(text: string): Complaint | undefined {
  const isPath = /^(\.{1,2}$|\.{0,2}[/\\]|~[/\\]|[A-Za-z]:\\)/.test(text) || /^[^@;<>=!~ ]*[/\\][^@;<>=!~ :]*$/.test(text);
  if (!isPath && (text.includes('@') || !FILE_ENDING.test(text.trim()))) return undefined;
  return text.includes('://') ? undefined : { wrong: 'is a file or folder, which the pods of the job do not have', allowed: 'packages of an index, and addresses', fix: 'Put it into a package index, or write name @ https://address.' };
}

function namelessAddress(text: string): Complaint | undefined {
  if (!/^((git|hg|svn|bzr)\+|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(text)) return undefined;
  const last = /([A-Za-z][A-Za-z0-9_]*)[^/]*$/.exec(text.replace(/[@#?].*$/, '').replace(/\.git$/, ''))?.[1] ?? 'name';
  return { wrong: 'is an address without the name of its package', allowed: 'name @ address', fix: `Write ${JSON.stringify(`${last} @ ${text}`)}, with the name of the package.` };
}

function single(text: string): Complaint | undefined {
  const parts = new RegExp(`^(${NAME})[ \\t]*(=|[ \\t])[ \\t]*([0-9vV][^ \\t=<>!~;]*)$`).exec(text);
  if (parts === null) return undefined;
  return { wrong: 'does not compare a version', allowed: '==, ~=, !=, <=, >=, <, > and === before a version', fix: `Did you mean ${parts[1]}==${parts[3]}?` };
}

function complainAboutVersions(text: string): Complaint | undefined {
  if (text === '') return undefined;
  const inner = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1).trim() : text;
  if (inner === '' && text !== inner) return undefined;
  const wrong = inner.split(',').map((part) => part.trim()).find((part) => !isComparison(part));
  if (wrong === undefined) return undefined;
  return { wrong: `has no version at ${JSON.stringify(wrong)}`, allowed: '==, ~=, !=, <=, >=, <, > and ===, each with a version such as 1.2, 1.2rc1, or with == and != also 1.2.*, separated by commas', fix: REQUIREMENT.example };
}

function isComparison(part: string): boolean {
  const found = VERSIONS.find(([operator]) => part.startsWith(operator));
  return found !== undefined && found[1].test(part.slice(found[0].length).trim());
}

/** A piece of a marker; `\b` keeps words apart. */
const TOKEN =
  /[ \t]*(?:(?<open>\()|(?<close>\))|(?<operator>===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b)|(?<join>\band\b|\bor\b)|(?<variable>\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b)|(?<text>'[^'\n\r]*'|"[^"\n\r]*"))/y;

function complainAboutMarker(marker: string): Complaint | undefined {
  const complaint: Complaint = {
    wrong: `has a marker that is none (${JSON.stringify(marker.trim())})`,
    allowed: 'behind the semicolon comparisons of python_version, sys_platform, platform_machine and the like, joined by and or or',
    fix: 'Write it like numpy; python_version < "3.13".',
  };
  const tokens = tokensOf(marker);
  return tokens !== undefined && isMarker(tokens) ? undefined : complaint;
}

const LETTERS: Readonly<Record<string, string>> = { open: '(', close: ')', operator: 'o', join: 'j', variable: 'v', text: 'v' };

/** One letter for each kind of token; nothing if the marker has anything else. */
function tokensOf(marker: string): string | undefined {
  const end = marker.trimEnd().length;
  let tokens = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const groups = TOKEN.exec(marker)?.groups ?? {};
    const found = Object.keys(groups).find((name) => groups[name] !== undefined);
    // Of such a text pip would take the end for an option, or for a comment.
    if (found === undefined || /[ \t][-#]/.test(groups.text ?? '')) return undefined;
    tokens += LETTERS[found];
  }
  return tokens;
}

/** Whether the tokens are comparisons that `and` and `or` join, with brackets that match: step by step, each part that is right becomes one comparison. */
function isMarker(tokens: string): boolean {
  let [rest, before] = [tokens.replaceAll('vov', 'c'), ''];
  while (rest !== before) [rest, before] = [rest.replaceAll('(c)', 'c').replaceAll('cjc', 'c'), rest];
  return rest === 'c';
}
