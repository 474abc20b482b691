import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { binFolder, blocks, shownCommands, typeIn } from '../support/console';

test('docs/datasets.md: the commands print what it shows', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-docs-'));
  try {
    fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/datasets.md', 'yaml')[0] ?? '');
    const env = { ...process.env, PATH: `${binFolder(folder)}:${process.env.PATH}` };
    for (const { command, prints } of shownCommands('docs/datasets.md')) {
      expect(typeIn([command], { cwd: folder, env, timeout: 60_000 }).trimEnd().split('\n').slice(1)).toEqual(prints);
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}, 120_000);
