import type { FieldError } from '../../errors';
import type { Json } from '../../k8s/object';
import { argumentList } from './args';
import { byteLength } from '../../schema/bounds';
import { MAX_TEXT_BYTES, MAX_TEXTS_BYTES } from './limits';
import { complainAboutLocked } from './locked';
import { complainAboutRequirement, type Complaint } from './requirement';
import type { JobSpec } from './spec';

/** What reads a text more closely than a pattern of the schema can. */
type Reader = (text: string) => Complaint | undefined;

/** Lists of texts that have a grammar, by their path in the spec of a job. */
const GRAMMARS: readonly (readonly [path: string, read: Reader])[] = [
  ['pipPackages', complainAboutRequirement],
  ['lock.packages', complainAboutLocked],
];

const PLACE = new RegExp(`^(${GRAMMARS.map(([path]) => path.replace('.', '\\.')).join('|')})\\[\\d+\\]$`);

/** Errors of texts that fit the patterns of the schema and are none all the same. The spec fits the schema. */
export function validateTexts(spec: JobSpec): FieldError[] {
  return GRAMMARS.flatMap(([path, read]) => {
    const texts = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], spec) as readonly string[] | undefined;
    return (texts ?? []).flatMap((text, index) => errorAt(`spec.${path}[${index}]`, text, read));
  });
}

/** Errors of arguments that Linux would not take. The spec fits the schema. */
export function validateArguments({ args, env = [] }: JobSpec): FieldError[] {
  const words = argumentList(args);
  const errors = words.flatMap((word, index): FieldError[] => {
    const bytes = byteLength(word);
    if (bytes <= MAX_TEXT_BYTES) return [];
    return [{ path: typeof args === 'string' ? 'spec.args' : `spec.args[${index}]`, reason: `has too many bytes for an argument (given ${bytes}). Allowed: at most ${MAX_TEXT_BYTES} in UTF-8. Shorten it, or let the program read a file.` }];
  });
  const values = env.map(({ name, value = '' }) => `${name}=${value}`);
  const total = [...words, ...values].reduce((sum, text) => sum + byteLength(text) + POINTER, 0);
  if (errors.length > 0 || total <= MAX_TEXTS_BYTES) return errors;
  return [{ path: words.length > 0 ? 'spec.args' : 'spec.env', reason: `has, with the variables of env, too many bytes for a program (given ${total}). Allowed: at most ${MAX_TEXTS_BYTES}. Shorten them, or let the program read a file.` }];
}

/** Bytes that Linux counts for each argument and variable beside its text: its end, and where it is. */
const POINTER = 9;

/** The error of a text in words, in place of the pattern that it does not fit. @param specs where specs of jobs are in the manifest */
export function inWords(error: FieldError, manifest: Json, specs: readonly string[]): FieldError {
  const places = specs.filter((spec) => error.path.startsWith(`${spec}.`)).map((spec) => PLACE.exec(error.path.slice(spec.length + 1))?.[1]);
  const grammar = GRAMMARS.find(([path]) => places.includes(path));
  const text = grammar && at(manifest, error.path);
  return (typeof text === 'string' && error.reason.startsWith('is not well formed') && grammar && errorAt(error.path, text, grammar[1])[0]) || error;
}

function errorAt(path: string, text: string, read: Reader): FieldError[] {
  const complaint = read(text);
  if (complaint === undefined) return [];
  const given = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return [{ path, reason: `${complaint.wrong} (given ${JSON.stringify(given)}). Allowed: ${complaint.allowed}. ${complaint.fix}` }];
}

function at(value: Json, path: string): unknown {
  return path.split(/[.[\]]+/).filter((part) => part !== '').reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], value);
}
