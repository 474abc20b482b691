import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { toYaml } from '../../lib/yaml/write';
import { SPARK_CATALOG } from '../builders/jobs';
import { binFolder, blocks, shownCommands, typeIn } from '../support/console';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-docs-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('docs/spark.md: the job is valid on a platform with Spark', () => {
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/spark.md', 'yaml')[0] ?? '');
  fs.writeFileSync(path.join(folder, 'catalog.yaml'), toYaml([SPARK_CATALOG]));
  const env = { ...process.env, PATH: `${binFolder(folder)}:${process.env.PATH}` };
  for (const { command } of shownCommands('docs/spark.md')) typeIn([command], { cwd: folder, env, timeout: 60_000 });
}, 60_000);
