import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Job } from '../../lib/jobs/job';
import { jobKind } from '../../lib/jobs/registry';
import { parseYaml } from '../../lib/yaml/read';
import { ROOT } from './console';

const FOLDER = path.join(ROOT, 'examples/jobs');

/** The jobs of the examples that need no other object beside them: at least one of every kind. */
export function exampleJobs(): Job[] {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parseYaml(fs.readFileSync(path.join(FOLDER, file), 'utf8'), file) as unknown as Job[])
    .filter(({ kind, spec }) => jobKind(kind) && spec.datasets === undefined);
}
