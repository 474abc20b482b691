import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
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

/** What files of a folder are called that hold manifests, as kubectl has it. */
const EXTENSIONS = ['.json', '.yaml', '.yml'];

/**
 * Reads files of YAML or JSON with any number of documents; `-` is standard input, and a folder stands for its files, with `recursive` for
 * those of its folders too. @throws CommandError that names everything that cannot be read
 */
export async function readManifests(io: Io, files: readonly string[], recursive = false): Promise<Manifests> {
  const listed = await Promise.all([...new Set(files)].map((file) => filesAt(file, recursive)));
  const paths = [...new Set(listed.filter((found) => typeof found !== 'string').flat())];
  const sources = await readSources(io, paths, listed.filter((found) => typeof found === 'string'));
  const parsed = sources.map(parseSource);
  return { documents: parsed.flatMap(({ documents }) => documents), findings: parsed.flatMap(({ findings }) => findings) };
}

/** The files that are meant, in the order of their names; or why there are none. */
async function filesAt(file: string, recursive: boolean): Promise<string[] | string> {
  if (file === STANDARD_INPUT || !(await isFolder(file))) return [file];
  try {
    const found = await filesIn(file, recursive);
    return found.length > 0 ? found : `${file}: holds no manifests. Allowed: files that end in ${EXTENSIONS.join(', ')}${recursive ? '' : '; with -R, those of its folders too'}. Name another.`;
  } catch (error) {
    return problemOf(file, error);
  }
}

async function filesIn(folder: string, recursive: boolean): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (await isFolder(path)) return recursive ? filesIn(path, true) : [];
      return EXTENSIONS.includes(extname(name)) ? [path] : [];
    }),
  );
  return found.flat();
}

/** What is not there is no folder. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** @param known problems that are told together with those that are found */
async function readSources(io: Io, files: readonly string[], known: readonly string[]): Promise<Source[]> {
  const results = await Promise.all(files.map((file) => readSource(io, file)));
  const problems = [...results.filter((result) => typeof result === 'string'), ...known];
  if (problems.length > 0) throw new CommandError(EXIT.usage, problems.join('\n'));
  return results.filter((result) => typeof result !== 'string');
}

const PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read by you',
};

/** A file's text, or why it cannot be read. */
async function readSource(io: Io, file: string): Promise<Source | string> {
  if (file === STANDARD_INPUT) return { file, text: await readInput(io) };
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    return problemOf(file, error);
  }
}

function problemOf(file: string, error: unknown): string {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return `${file}: ${PROBLEMS[code] ?? `cannot be read (${code})`}.`;
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
