import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ds, Files, pythonJob } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

describe('a folder', () => {
  const folder = join(files.folder, 'jobs');
  mkdirSync(join(folder, 'more'), { recursive: true });
  files.write('jobs/a.yaml', pythonJob('a'));
  files.write('jobs/b.yml', pythonJob('b', ', modul: x'));
  files.write('jobs/c.json', JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'c' }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'm' } }));
  files.write('jobs/notes.txt', 'no: [yaml');
  files.write('jobs/more/d.yaml', pythonJob('d'));

  test('stands for the manifests in it', async () => {
    const { code, out, err } = await ds(['check', '-f', folder]);
    expect([code, out, err]).toEqual([1, expect.stringMatching(new RegExp(`^${folder}/b\\.yml: PythonJob/b: spec\\.modul: unknown field`)), '3 jobs checked, 1 error. Judged by the catalog that ds carries.\n']);
  });

  test('with -R for those of its folders, too', async () => {
    expect((await ds(['check', '-R', '-f', folder])).err).toBe('4 jobs checked, 1 error. Judged by the catalog that ds carries.\n');
  });

  test('goes along with files and standard input, in any number, each once', async () => {
    const words = ['check', '-f', join(folder, 'more'), '-f', join(folder, 'a.yaml'), join(folder, 'more', 'd.yaml'), '-f', '-'];
    expect(await ds(words, { stdin: pythonJob('e') })).toEqual({ code: 0, out: '', err: '3 jobs checked, no errors. Judged by the catalog that ds carries.\n' });
  });

  test('without manifests is wrong', async () => {
    mkdirSync(join(files.folder, 'empty/inner'), { recursive: true });
    files.write('empty/inner/a.yaml', pythonJob('a'));
    const folder2 = join(files.folder, 'empty');
    expect(await ds(['check', '-f', folder2])).toEqual({ code: 2, out: '', err: `${folder2}: holds no manifests. Allowed: files that end in .json, .yaml, .yml; with -R, those of its folders too. Name another.\n` });
    expect((await ds(['check', '-R', '-f', folder2])).code).toBe(0);
  });
});

describe.each(['', '\n\n', '# only words\n', '---\n---\n', '---\n# nothing\n---\nnull\n', '{"apiVersion": "v1", "kind": "List", "items": []}'])('a file with nothing in it: %j', (text) => {
  test.each(['check', 'compile'])('is an error to ds %s', async (command) => {
    expect(await ds([command, '-f', '-'], { stdin: text })).toEqual({ code: 1, out: '', err: 'There is no job in these files.\n' });
  });

  test('beside one with a job is none', async () => {
    const full = files.write('full.yaml', pythonJob('a'));
    expect((await ds(['check', '-f', '-', full], { stdin: text })).code).toBe(0);
  });
});
