import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { kindFiles, kindFolders } from '../../generate/kinds';
import { importsBetween, sourceFiles } from '../../generate/rooms/imports';
import { JOB_KINDS, type JobKind } from '../../lib';

const ROOT = path.resolve(__dirname, '../..');
const ROOMS = ['cli', 'constructs', 'generate', 'lib', 'operator', 'sandbox', 'stacks'];
const FILES = sourceFiles(ROOT, ROOMS);
const IMPORTS = importsBetween(ROOT, FILES, {});
const REGISTRY = 'lib/jobs/registry.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** The folder of each kind: that whose record has its name. */
function folderOf({ kind }: JobKind): string {
  const found = kindFolders(ROOT).filter((folder) => FILES.some((file) => file.startsWith(`${folder}/`) && wordsOf(file).includes(kind)));
  expect({ kind, found }).toEqual({ kind, found: [expect.any(String)] });
  return found[0] as string;
}

/** The files of a kind's construct: those that know its spec. */
function constructOf(kind: JobKind): string[] {
  return IMPORTS.filter(({ from, to }) => from.startsWith('constructs/') && to.startsWith(`${folderOf(kind)}/`)).map(({ from }) => from);
}

const cache = new Map<string, readonly string[]>();

/** Identifiers of a file, and the words of its texts, without comments and the examples that commands show in their help. */
function wordsOf(file: string): readonly string[] {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'examples') return;
    if (ts.isIdentifier(node)) words.push(node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) words.push(...node.text.split(/[^A-Za-z]+/));
    ts.forEachChild(node, visit);
  };
  visit(source);
  cache.set(file, words);
  return words;
}

/** Files that may name kinds beside those of the kinds themselves, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'constructs/index.ts': 'exports the constructs by their names',
  'constructs/trial.ts': 'has a method for each of the two kinds that trials mostly are',
};

describe.each(JOB_KINDS.map((kind) => [kind.kind, kind] as const))('%s', (_name, kind) => {
  test('has a construct, a page, examples, a reference, a definition, and a row among the kinds of the README', () => {
    const { folder, page, examples } = kindFiles(ROOT, kind);
    expect(folder).toBe(folderOf(kind));
    const row = read('README.md').split('\n').find((line) => line.startsWith(`| \`${kind.kind}\` |`));
    for (const file of [page, ...examples]) expect(row).toContain(`(${file})`);
  });

  test('is named in its folder and its construct alone', () => {
    const names = [kind.kind, `${kind.kind}Spec`, kind.plural, kind.singular, ...kind.shortNames];
    const own = [REGISTRY, ...constructOf(kind), ...Object.keys(EXCEPTIONS)];
    const folder = folderOf(kind);
    const others = FILES.filter((file) => !file.startsWith(`${folder}/`) && !own.includes(file));
    expect(others.flatMap((file) => wordsOf(file).filter((word) => names.includes(word)).map((word) => `${file}: ${word}`))).toEqual([]);
  });
});

test('the folder of a kind is known to the registry, its construct and itself alone', () => {
  const kinds = kindFolders(ROOT);
  const inside = (file: string): string | undefined => kinds.find((folder) => file.startsWith(`${folder}/`));
  const others = IMPORTS.filter(({ from, to }) => inside(to) !== undefined && inside(from) !== inside(to) && from !== REGISTRY && !from.startsWith('constructs/'));
  expect(others).toEqual([]);
});

test('constructs know no more of a kind than its spec', () => {
  const imports = IMPORTS.filter(({ from, to }) => from.startsWith('constructs/') && kindFolders(ROOT).some((folder) => to.startsWith(`${folder}/`)));
  expect(imports.filter(({ to }) => !to.endsWith('/spec.ts'))).toEqual([]);
});

test('every exception is one', () => {
  const names = JOB_KINDS.flatMap(({ kind, plural, singular, shortNames }) => [kind, plural, singular, ...shortNames]);
  expect(Object.keys(EXCEPTIONS).filter((file) => !wordsOf(file).some((word) => names.includes(word)))).toEqual([]);
});
