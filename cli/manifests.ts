import { readFile } from 'node:fs/promises';
import { type Json, parseYaml, PlatformError } from '../lib';
import { CommandError } from './command-error';
import type { Manifests } from './document';
import { EXIT } from './exit-codes';
import { type Io, readInput } from './io';
import { isMap } from './json';

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Name of standard input, as a file and in messages. */
const STANDARD_INPUT = '-';

/** Reads files of YAML or JSON with any number of documents; `-` is standard input. @throws CommandError that names every file that cannot be read */
export async function readManifests(io: Io, files: readonly string[]): Promise<Manifests> {
  const sources = await readSources(io, [...new Set(files)]);
  const parsed = sources.map(parseSource);
  return { documents: parsed.flatMap(({ documents }) => documents), findings: parsed.flatMap(({ findings }) => findings) };
}

async function readSources(io: Io, files: readonly string[]): Promise<Source[]> {
  const results = await Promise.all(files.map((file) => readSource(io, file)));
  const problems = results.filter((result) => typeof result === 'string');
  if (problems.length > 0) throw new CommandError(EXIT.usage, problems.join('\n'));
  return results.filter((result) => typeof result !== 'string');
}

const PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a directory. Allowed: files and - for standard input. Name the files in it',
  EACCES: 'may not be read by you',
};

/** A file's text, or why it cannot be read. */
async function readSource(io: Io, file: string): Promise<Source | string> {
  if (file === STANDARD_INPUT) return { file, text: await readInput(io) };
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return `${file}: ${PROBLEMS[code] ?? `cannot be read (${code})`}.`;
  }
}

function parseSource({ file, text }: Source): Manifests {
  try {
    const contents = parseYaml(text, file).flatMap(membersOf);
    return { documents: contents.map((content, index) => ({ file, position: index + 1, content })), findings: [] };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { documents: [], findings: error.errors.map((problem) => ({ file, document: 0, kind: '', name: '', ...problem })) };
  }
}

/** The objects of a `List`, which is how objects travel together in JSON. */
function membersOf(content: Json): Json[] {
  const isList = isMap(content) && content.apiVersion === 'v1' && content.kind === 'List' && Array.isArray(content.items);
  return isList ? (content.items as Json[]) : [content];
}
