import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

/** One file of ours that imports another. Paths are relative to the root, with `/`. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** What the package is called where its own files import it as a user would. */
type EntryPoints = Readonly<Record<string, string>>;

/** The TypeScript files below some folders of the root, in the order of their names. */
export function sourceFiles(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .sort(),
  );
}

/** Every import between files of ours, as the TypeScript compiler finds them, types included. Packages of others are left out. */
export function importsBetween(root: string, files: readonly string[], entryPoints: EntryPoints): Import[] {
  return files.flatMap((from) => {
    const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(root, from), 'utf8'), true, true);
    const targets = importedFiles.map(({ fileName }) => entryPoints[fileName] ?? resolved(root, from, fileName));
    return [...new Set(targets)].filter((to) => to !== undefined).sort().map((to) => ({ from, to }));
  });
}

/** The file that a relative import means. @throws Error when there is none */
function resolved(root: string, from: string, wanted: string): string | undefined {
  if (!wanted.startsWith('.')) return undefined;
  const base = path.posix.join(path.posix.dirname(from), wanted);
  const candidates = [base, `${base.replace(/\.js$/, '')}.ts`, `${base}/index.ts`];
  const found = candidates.find((file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw new Error(`${from}: imports ${wanted}, which is no file.`);
  return found;
}
