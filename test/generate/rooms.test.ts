import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { arrows, draw, roomOf } from '../../generate/rooms/drawing';
import { importsBetween, sourceFiles } from '../../generate/rooms/imports';

const FILES = {
  'lib/api.ts': "export const GROUP = 'a';\n",
  'lib/jobs/spec.ts': "import type { Name } from '../names/name';\nexport type Job = Name;\n",
  'lib/names/name.ts': "export type Name = string;\nconst text = \"import x from './nothing'\";\n",
  'constructs/index.ts': "export { GROUP } from '../lib/api';\nexport * from '../lib/jobs/spec';\n",
  'constructs/job.ts': "import { GROUP } from '../lib/api';\nimport { Chart } from 'cdk8s';\nvoid import('./index.js');\n",
  'examples/platform.ts': "import { GROUP } from 'ds-platform';\n",
};

let root: string;
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-rooms-'));
  for (const [file, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
});
afterAll(() => fs.rmSync(root, { recursive: true }));

const rooms = ['lib', 'constructs', 'examples'].map((folder) => ({ folder, is: `what ${folder} is` }));

describe('the imports between files', () => {
  test('are found in every form, by types and by the name of the package, and only those of ours', () => {
    const files = sourceFiles(root, ['constructs', 'examples', 'lib']);
    expect(files).toEqual(['constructs/index.ts', 'constructs/job.ts', 'examples/platform.ts', 'lib/api.ts', 'lib/jobs/spec.ts', 'lib/names/name.ts']);
    expect(importsBetween(root, files, { 'ds-platform': 'constructs/index.ts' })).toEqual([
      { from: 'constructs/index.ts', to: 'lib/api.ts' },
      { from: 'constructs/index.ts', to: 'lib/jobs/spec.ts' },
      { from: 'constructs/job.ts', to: 'constructs/index.ts' },
      { from: 'constructs/job.ts', to: 'lib/api.ts' },
      { from: 'examples/platform.ts', to: 'constructs/index.ts' },
      { from: 'lib/jobs/spec.ts', to: 'lib/names/name.ts' },
    ]);
  });

  test('that lead nowhere are an error', () => {
    fs.writeFileSync(path.join(root, 'lib/lost.ts'), "export * from './gone';\n");
    expect(() => importsBetween(root, ['lib/lost.ts'], {})).toThrow('lib/lost.ts: imports ./gone, which is no file.');
    fs.rmSync(path.join(root, 'lib/lost.ts'));
  });
});

describe('the arrows between rooms', () => {
  const imports = [
    { from: 'constructs/index.ts', to: 'lib/api.ts' },
    { from: 'constructs/index.ts', to: 'lib/jobs/spec.ts' },
    { from: 'constructs/job.ts', to: 'lib/api.ts' },
    { from: 'constructs/job.ts', to: 'constructs/index.ts' },
    { from: 'elsewhere/a.ts', to: 'lib/api.ts' },
  ];

  test('are one for each pair, and leave out what stays in a room or lies in none', () => {
    expect(arrows(imports, rooms)).toEqual([{ from: 'constructs', to: 'lib' }]);
  });

  test('belong to the innermost room', () => {
    expect(roomOf('lib/jobs/spec.ts', [...rooms, { folder: 'lib/jobs', is: '' }])).toBe('lib/jobs');
    expect(roomOf('library/a.ts', rooms)).toBeUndefined();
  });
});

test('the drawing shows every room with its sentence, every arrow, and has the same bytes every time', async () => {
  const frames = [{ title: 'all', rooms: [...rooms, { folder: 'a&b', is: 'less < more' }], colour: '#ffffff' }];
  const between = [{ from: 'constructs', to: 'lib' }];
  const svg = await draw(frames, between);
  for (const text of ['>lib/<', '>what constructs is<', '>a&amp;b/<', '>less &lt; more<', 'constructs imports lib']) expect(svg).toContain(text);
  expect(svg).toMatch(/^<svg/);
  expect(svg).not.toMatch(/<!--|graphviz version/i);
  expect(await draw(frames, between)).toBe(svg);
});
