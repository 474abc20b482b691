import { API_GROUP, JOB_KINDS, type JobKind } from '../lib';
import { nearest } from '../lib/schema/nearest';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';

/** What a user calls a job. */
export interface Reference {
  /** The kinds that may be meant: one if it was named, else all. */
  readonly kinds: readonly JobKind[];
  readonly name: string;
}

/** What a user asks for: some jobs by name, or all of some kinds. */
export interface Selection {
  readonly kinds: readonly JobKind[];
  /** None: all jobs of the kinds. */
  readonly references: readonly Reference[];
}

/** Reads `[KIND] [NAME...]`, where a name may carry its kind: `pythonjob/report`. A single word that names a kind is the kind. */
export function parseSelection(words: readonly string[]): Selection {
  const [first = '', ...rest] = words;
  const kind = kindNamed(first);
  const kinds = kind === undefined ? JOB_KINDS : [kind];
  const names = kind === undefined ? words : rest;
  return { kinds, references: names.map((word) => parseReference(word, kinds)) };
}

/** Reads `NAME...` or `KIND NAME...`. */
export function parseReferences(words: readonly string[]): readonly Reference[] {
  return words.length === 1 ? words.map((word) => parseReference(word)) : parseSelection(words).references;
}

/** Reads `NAME` or `KIND/NAME`. @throws CommandError for an unknown kind */
export function parseReference(word: string, kinds: readonly JobKind[] = JOB_KINDS): Reference {
  const slash = word.indexOf('/');
  if (slash < 0) return { kinds, name: word };
  const [kindWord, name] = [word.slice(0, slash), word.slice(slash + 1)];
  const kind = kindNamed(kindWord);
  if (kind === undefined) throw unknownKind(kindWord);
  if (name === '') throw new CommandError(EXIT.usage, `${word} names no job. Allowed: KIND/NAME. Add the name.`);
  return { kinds: [kind], name };
}

/** The kind of a word: its name, plural, singular or short name, in any case, with or without our group. */
function kindNamed(word: string): JobKind | undefined {
  const plain = word.toLowerCase().replace(`.${API_GROUP}`, '');
  return JOB_KINDS.find((kind) => wordsOf(kind).includes(plain));
}

function wordsOf({ kind, plural, singular, shortNames }: JobKind): string[] {
  return [kind.toLowerCase(), plural, singular, ...shortNames];
}

function unknownKind(given: string): CommandError {
  const near = nearest(given, JOB_KINDS.flatMap(wordsOf)).slice(0, 1);
  const allowed = JOB_KINDS.map(({ singular, shortNames }) => [singular, ...shortNames].join(' or ')).join(', ');
  const fix = near.length > 0 ? `Did you mean ${near.join()}?` : 'Use one of them, or the name alone.';
  return new CommandError(EXIT.usage, `Unknown kind of job (given ${JSON.stringify(given)}). Allowed: ${allowed}. ${fix}`);
}
