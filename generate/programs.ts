import * as fs from 'node:fs';
import * as path from 'node:path';

/** What holds the programs of a folder, for the library to import. */
export interface EmbeddedPrograms {
  readonly file: string;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * How a language says at the head of a file what it is, which is for those who read the file; how it takes in another file of the same folder;
 * and what stands in its place where programs are embedded: they run in pods that have nothing of ours but their manifest.
 */
interface Language {
  readonly head: RegExp;
  readonly takesIn: RegExp;
  readonly embed: (text: string, modules: ReadonlyMap<string, string>) => string;
}

/** A script of the shell reads another. */
const SOURCED = /^\. \.\/([\w-]+)\.sh$/gm;

const LANGUAGES: Readonly<Record<string, Language>> = {
  '.py': { head: /^"""[^]*?"""\n+/, takesIn: /^(?:from|import) (\w+)/gm, embed: withPythonModules },
  '.sh': { head: /^(?:#.*\n)+/, takesIn: SOURCED, embed: (text, modules) => text.replace(SOURCED, (_line, name: string) => modules.get(name)?.trimEnd() ?? '') },
  '.mjs': { head: /^(?:\/\/.*\n)+/, takesIn: /^import .* from '\.\/([\w-]+)\.mjs';$/gm, embed: alone },
};

/** The programs of all folders below one, each folder with the generated file that embeds it. Tools of languages keep what they remember in hidden ones. */
export function embeddedPrograms(root: string): EmbeddedPrograms[] {
  const folders = fs.readdirSync(path.join(root, 'programs'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return folders.map(({ name }) => ({ file: `${EMBEDDED}/${name}.json`, texts: programTexts(path.join(root, 'programs', name)) }));
}

/** The folder of what is generated. */
export const EMBEDDED = 'lib/programs';

/** The programs of a folder by their names, in camel case, as texts. A program is a file that no other of its folder takes in. */
export function programTexts(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder).filter((file) => path.extname(file) in LANGUAGES).sort();
  const texts = files.flatMap((file) => {
    const { name, ext } = path.parse(file);
    const language = LANGUAGES[ext] as Language;
    const sources = sourcesIn(folder, files.filter((other) => path.extname(other) === ext), language);
    const isTakenIn = [...sources.values()].some((source) => takenIn(source, language, sources).includes(name));
    return isTakenIn ? [] : [[camelCase(name), embedded(name, language, sources)]];
  });
  return Object.fromEntries(texts) as Record<string, string>;
}

function sourcesIn(folder: string, files: readonly string[], { head }: Language): Map<string, string> {
  return new Map(files.map((file) => [path.parse(file).name, fs.readFileSync(path.join(folder, file), 'utf8').replace(head, '')]));
}

function takenIn(source: string, { takesIn }: Language, sources: ReadonlyMap<string, string>): string[] {
  return [...source.matchAll(takesIn)].map(([, name = '']) => name).filter((name) => sources.has(name));
}

/** A program with all that it takes in, in an order in which each finds those that it needs itself. */
function embedded(program: string, language: Language, sources: ReadonlyMap<string, string>): string {
  const modules = new Map<string, string>();
  const visit = (name: string): void => {
    for (const needed of takenIn(sources.get(name) ?? '', language, sources).filter((other) => !modules.has(other))) {
      visit(needed);
      modules.set(needed, sources.get(needed) ?? '');
    }
  };
  visit(program);
  const text = sources.get(program) ?? '';
  return modules.size === 0 ? text : language.embed(text, modules);
}

/** A program of Python makes its modules before it starts. */
function withPythonModules(text: string, modules: ReadonlyMap<string, string>): string {
  const parts = [...modules].map(([name, source]) => `    (${JSON.stringify(name)}, ${pythonText(source)}),\n`).join('');
  return `import sys, types\nfor _name, _source in (\n${parts}):\n    sys.modules[_name] = types.ModuleType(_name)\n    exec(compile(_source, _name + ".py", "exec"), sys.modules[_name].__dict__)\n${text}`;
}

function alone(): never {
  throw new Error('a program of Node.js is one file');
}

/** A text as Python writes one. Its escapes are those of JSON for all that our programs hold. */
function pythonText(source: string): string {
  if (/[^\n\x20-\x7e]/.test(source)) throw new Error('a program holds characters other than those of ASCII');
  return JSON.stringify(source);
}

function camelCase(name: string): string {
  return name.replace(/[-_](\w)/g, (_separator, letter: string) => letter.toUpperCase());
}
