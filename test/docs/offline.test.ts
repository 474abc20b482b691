import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { binFolder, blocks, ROOT, shownCommands, typeIn } from '../support/console';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-docs-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const environment = () => ({ ...process.env, PATH: `${binFolder(folder)}:${process.env.PATH}` });

describe('docs/ds.md', () => {
  const commands = shownCommands('docs/ds.md').filter(({ command }) => /^ds (check|compile|crds|images|bundle|completion)/.test(command));

  test.each(commands)('$command', ({ command, prints }) => {
    fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/ds.md', 'yaml')[0] ?? '');
    const out = typeIn([command], { cwd: folder, env: environment(), timeout: 30_000 });
    expect(out.trimEnd().split('\n').slice(1)).toEqual(prints);
  });
});

describe('docs/ds.md on what jobs may name', () => {
  const [shown = ''] = blocks('docs/ds.md', 'text').filter((block) => block.startsWith('SIZE'));
  // Without a kubeconfig, whoever runs this.
  const see = (command: string): string => typeIn([command], { cwd: folder, env: { ...environment(), HOME: folder, KUBECONFIG: '', DS_CATALOG: '' }, timeout: 30_000 });

  test('shows the sizes of the catalog that ds carries', () => {
    expect(see('ds catalog sizes 2>/dev/null')).toBe(`$ ds catalog sizes 2>/dev/null\n${shown}`);
  });

  test.each(shownCommands('docs/ds.md').filter(({ command }) => command.startsWith('ds catalog')))('$command', ({ command }) => {
    expect(see(command)).toContain('From the catalog that ds carries: ');
  });
});

describe('README.md', () => {
  test('the check prints what it shows', () => {
    const [shown] = shownCommands('README.md').filter(({ command }) => command.startsWith('npx ds check'));
    const out = typeIn([shown?.command ?? ''], { cwd: ROOT, env: process.env, timeout: 60_000 });
    expect(out).toContain((shown?.prints ?? []).join('\n'));
  }, 60_000);

  test('the TypeScript compiles and writes the job that it describes', () => {
    const file = path.join(ROOT, 'build', 'readme-example.ts');
    fs.writeFileSync(file, blocks('README.md', 'ts')[0] ?? '');
    try {
      const options = { cwd: ROOT, env: { ...process.env, CDK8S_OUTDIR: folder }, timeout: 60_000 };
      const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
      typeIn([`${tsc} --noEmit --strict --skipLibCheck --module nodenext --target es2022 ${file}`, `${path.join(ROOT, 'node_modules/.bin/tsx')} ${file}`], options);
      expect(fs.readFileSync(path.join(folder, 'training.k8s.yaml'), 'utf8')).toMatch(/kind: TensorFlowJob[\s\S]*framework: tensorflow-2-python-3[\s\S]*module: news\.ranking\.train/);
    } finally {
      fs.rmSync(file);
    }
  }, 90_000);

  test('every link leads to a file that is there', () => {
    const links = [...fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !fs.existsSync(path.join(ROOT, link)))).toEqual([]);
    expect(links.length).toBeGreaterThan(5);
  });

  test('every npm script that a page names is there', () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const pages = ['README.md', 'docs/ds.md', 'docs/operator.md', 'docs/sandbox.md', 'docs/benchmarks.md'];
    const named = pages.flatMap((page) => [...fs.readFileSync(path.join(ROOT, page), 'utf8').matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((match) => match[1] ?? ''));
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
