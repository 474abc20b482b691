import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { binFolder, blocks, shownCommands, typeIn } from '../support/console';

const PAGE = 'docs/hyper-tune.md';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-tune-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test.each(shownCommands(PAGE))('$command', ({ command, prints }) => {
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks(PAGE, 'yaml')[0] ?? '');
  const out = typeIn([`${command} 2>&1`], { cwd: folder, env: { ...process.env, PATH: `${binFolder(folder)}:${process.env.PATH}` }, timeout: 30_000 });
  expect(out.trimEnd().split('\n').slice(1)).toEqual(prints);
}, 60_000);
