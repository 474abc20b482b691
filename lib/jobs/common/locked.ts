import { complainAboutRequirement, type Complaint } from './requirement';

/** A hash, in one of the ways that pip checks. */
const HASH = /[ \t]+--hash=(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})(?=[ \t]|$)/g;

/** How a lock is made. */
const WRITTEN = 'Let a tool write the lines: pip-compile --generate-hashes, or uv pip compile --generate-hashes.';

/** Longest requirement of a lock, without its hashes. */
const MAX_REQUIREMENT = 1024;

/** A locked package as one line, without the comments and continuations that tools write. */
export function lockedLine(text: string): string {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => withoutComment(line).trim())
    .filter((line) => line !== '')
    .join('\n')
    .replace(/[ \t]+/g, ' ');
}

/** To pip a comment begins with a line, or behind a blank. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || /[ \t]/.test(line.charAt(at - 1))) return line.slice(0, at);
  }
  return line;
}

/** What is wrong with a line of a lock; nothing if it is one package of an exact version, with hashes. */
export function complainAboutLocked(text: string): Complaint | undefined {
  const line = lockedLine(text);
  const requirement = line.replace(HASH, '');
  if (requirement.length > MAX_REQUIREMENT) return { wrong: 'is no package with hashes', allowed: `a requirement of at most ${MAX_REQUIREMENT} characters, and its hashes`, fix: WRITTEN };
  const complaint = complainAboutRequirement(requirement);
  if (/^-/.test(line) || complaint !== undefined) return complaint;
  if (requirement === line) return { wrong: 'has no hash', allowed: 'a package with at least one --hash=sha256:', fix: WRITTEN };
  if (/^[^;@=]*==[ ]*[^*,<>~!= ]+ *(;|$)/.test(requirement) || /^[^;]*@ *https?:/.test(requirement)) return undefined;
  return { wrong: 'has no exact version', allowed: 'a version behind ==, or an address, and hashes', fix: 'Write it like six==1.17.0, with the hashes of that version.' };
}
