import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compileJob, toYaml } from '../lib';
import { BENCH_CATALOG, mixedJobs } from './jobs';
import type { Measurement } from './scenarios';

/** How many shapes of job take turns. */
const SHAPES = 4;

/** The version of the `helm` on the PATH; none if there is none. */
export function helmVersion(): string | undefined {
  const { status, stdout } = spawnSync('helm', ['version', '--short'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('+')[0] : undefined;
}

/**
 * Renders a chart whose templates give as many objects as there are jobs, and the same: a loop for each shape of job, with the job's
 * number put in where it differs.
 */
export function measureHelm(count: number, folder: string): Measurement {
  fs.mkdirSync(path.join(folder, 'templates'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  fs.writeFileSync(path.join(folder, 'values.yaml'), `each: ${count / SHAPES}\n`);
  for (let shape = 0; shape < SHAPES; shape += 1) fs.writeFileSync(path.join(folder, 'templates', `shape-${shape}.yaml`), template(shape));
  const output = path.join(folder, 'output.yaml');
  const file = fs.openSync(output, 'w');
  const started = performance.now();
  // GNU time, where it is there, tells how much memory helm took.
  const timed = fs.existsSync('/usr/bin/time');
  const command = ['helm', 'template', 'bench', folder];
  const [program = '', ...args] = timed ? ['/usr/bin/time', '-f', '%M', ...command] : command;
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', file, 'pipe'], encoding: 'utf8' });
  const total = performance.now() - started;
  fs.closeSync(file);
  if (status !== 0) throw new Error(`helm failed: ${stderr}`);
  const objects = fs.readFileSync(output, 'utf8').match(/^kind: JobSet$/gm)?.length ?? 0;
  if (objects !== count) throw new Error(`helm wrote ${objects} objects, not ${count}.`);
  return { phases: { template: total }, peak: timed ? Number(stderr.trim().split('\n').at(-1)) / 1024 : Number.NaN };
}

/** What our compiler writes for a job of the shape, with its number as a variable. */
function template(shape: number): string {
  const index = SHAPES * 250 + shape;
  const job = mixedJobs(index + 1).at(-1);
  if (job === undefined) throw new Error('There is no such job.');
  const text = toYaml(compileJob(job, BENCH_CATALOG)).replaceAll(String(index), '{{ $index }}');
  return `{{- range $turn := until (int .Values.each) }}\n{{- $index := add (mul $turn ${SHAPES}) ${shape} }}\n---\n${text}{{- end }}\n`;
}
