import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { kindFiles } from '../../generate/kinds';
import { ROOT } from '../support/console';

/** A file of the page, or a change of one. */
interface Block {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

const PAGE = fs.readFileSync(path.join(ROOT, 'docs/contributing.md'), 'utf8');
const BLOCKS: readonly Block[] = [...PAGE.matchAll(/^```(\w+) title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(([, language = '', file = '', text = '']) => ({ language, file, text }));
const LEFT_OUT = new Set(['.git', 'node_modules', 'build', 'dist', 'coverage']);

let copy: string;

/** Writes a file of the page into the copy, or makes the change that it shows. */
function write({ language, file, text }: Block): void {
  const target = path.join(copy, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  if (language !== 'diff') return fs.writeFileSync(target, text);
  const lines = text.split('\n').filter((line) => line !== '');
  const side = (without: string): string => lines.filter((line) => !line.startsWith(without)).map((line) => `${line.slice(1)}\n`).join('');
  const before = fs.readFileSync(target, 'utf8');
  expect(before).toContain(side('+'));
  fs.writeFileSync(target, before.replace(side('+'), side('-')));
}

const tsx = (...words: string[]): string => execFileSync(process.execPath, [path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), ...words], { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** What a program of the copy prints as JSON. */
function answer(text: string): unknown {
  fs.writeFileSync(path.join(copy, 'question.ts'), `import { readFileSync } from 'node:fs';\nimport { compileJob, DEFAULT_CATALOG, parseYaml, validateJob, type Job } from './lib';\nconst [job] = parseYaml(readFileSync('examples/jobs/shell.yaml', 'utf8'), 'shell.yaml') as unknown as [Job];\nconst answer = ${text};\nprocess.stdout.write(JSON.stringify(answer));\n`);
  return JSON.parse(tsx('question.ts'));
}

/** The page's kind of job, added to a copy of the repository as the page says. */
beforeAll(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-contributing-'));
  fs.cpSync(ROOT, copy, { recursive: true, filter: (source) => !LEFT_OUT.has(path.basename(source)) || source === ROOT });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  BLOCKS.forEach(write);
  fs.writeFileSync(path.join(copy, 'docs/shell.md'), '# Shell scripts\n');
  tsx('generate/main.ts');
}, 120_000);
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

test('a kind is the files that the page shows, and those that are generated', () => {
  expect(kindFiles(copy, { kind: 'ShellJob', plural: 'shelljobs' })).toEqual({
    folder: 'lib/jobs/shell',
    construct: 'constructs/shell-job.ts',
    page: 'docs/shell.md',
    examples: ['examples/jobs/shell.yaml', 'examples/jobs/shell.ts'],
    reference: 'docs/reference/shelljob.md',
    definition: 'crds/shelljobs.ds.bloomberg.com.yaml',
  });
});

test('what it shows compiles', () => {
  fs.writeFileSync(path.join(copy, 'shown.json'), JSON.stringify({ extends: './tsconfig.json', files: ['constructs/shell-job.ts', 'examples/jobs/shell.ts'], include: [], compilerOptions: { paths: { 'ds-platform': ['./constructs/index.ts'] } } }));
  execFileSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', 'shown.json'], { cwd: copy, encoding: 'utf8' });
}, 60_000);

test('its jobs are checked and compiled', () => {
  expect(answer('[validateJob(job, DEFAULT_CATALOG), compileJob(job, DEFAULT_CATALOG).map(({ kind, metadata }) => `${kind}/${metadata.name}`)]')).toEqual([[], ['JobSet/count-sh']]);
  expect(answer("validateJob({ ...job, spec: { ...job.spec, size: 'Huge', pipPackages: [] } }, DEFAULT_CATALOG).map(({ path }) => path)")).toEqual(['spec.pipPackages']);
  expect(answer("validateJob({ ...job, spec: { ...job.spec, size: 'Huge' } }, DEFAULT_CATALOG).map(({ path }) => path)")).toEqual(['spec.size']);
}, 60_000);
