import * as fs from 'node:fs';
import * as path from 'node:path';
import { JOB_API_VERSION, type Job } from '../../lib/jobs/job';
import { parseYaml } from '../../lib/yaml/read';
import { ROOT } from './console';

const FOLDER = path.join(ROOT, 'examples/jobs');

/** The jobs of the examples: at least one of every kind. */
export function exampleJobs(): Job[] {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parseYaml(fs.readFileSync(path.join(FOLDER, file), 'utf8'), file) as unknown as Job[])
    .filter(({ apiVersion }) => apiVersion === JOB_API_VERSION);
}
