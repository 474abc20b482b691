import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { helmVersion, measureHelm } from './helm';
import { machine, median, table } from './report';
import { measureSync } from './sync';
import { type Measurement, SCENARIOS } from './scenarios';

const COUNTS = [1000, 10_000];

/** Every scenario runs so often, in turns; the medians are shown. */
const ROUNDS = 3;

const LABELS: Readonly<Record<string, string>> = {
  platform: 'ds-platform: validate, compile, write',
  cdk8s: 'raw cdk8s: the same objects, ready made',
  constructs: "ds-platform's constructs through cdk8s",
  helm: 'helm template: the same objects',
};

/** Measures what the platform costs on one machine without a cluster, and prints it. */
export async function measureProgram(): Promise<void> {
  const helm = helmVersion();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-bench-'));
  try {
    process.stdout.write(`${machine()}, ${helm === undefined ? 'no helm on the PATH' : `helm ${helm}`}; medians of ${ROUNDS} runs, each in its own process\n\n`);
    const names = [...Object.keys(SCENARIOS), ...(helm === undefined ? [] : ['helm'])];
    process.stdout.write(`${report(names, measureAll(names, folder))}\n`);
    const { p50, p99, perSecond } = await measureSync();
    process.stdout.write(`The operator's judgement in its thread, half new jobs, half running ones: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${perSecond.toFixed(0)} syncs/s\n`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** All runs of a scenario with so many jobs. */
type Runs = ReadonlyMap<string, readonly Measurement[]>;

function measureAll(names: readonly string[], folder: string): Runs {
  const runs = new Map<string, Measurement[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const count of COUNTS) {
      for (const name of names) {
        const key = `${name} ${count}`;
        const place = fs.mkdtempSync(path.join(folder, `${name}-`));
        runs.set(key, [...(runs.get(key) ?? []), name === 'helm' ? measureHelm(count, place) : measureApart(name, count, place)]);
        fs.rmSync(place, { recursive: true });
      }
    }
  }
  return runs;
}

function measureApart(name: string, count: number, folder: string): Measurement {
  const args = ['--import', 'tsx', path.join(__dirname, 'scenarios.ts'), name, String(count), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Scenario ${name} failed: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}

function report(names: readonly string[], runs: Runs): string {
  const rows = names.flatMap((name) => COUNTS.map((count) => row(name, count, runs)));
  return table(['', 'objects', 'total ms', 'ms/object', 'phases, ms', 'growth', 'peak MiB'], rows);
}

function row(name: string, count: number, runs: Runs): string[] {
  const measured = runs.get(`${name} ${count}`) ?? [];
  const total = totalOf(measured);
  const phases = Object.keys(measured[0]?.phases ?? {}).map((phase) => `${phase} ${median(measured.map((run) => run.phases[phase] ?? 0)).toFixed(0)}`);
  const smallest = COUNTS[0] ?? count;
  const growth = count === smallest ? '' : `${(total / totalOf(runs.get(`${name} ${smallest}`) ?? [])).toFixed(1)} of ${count / smallest}`;
  return [LABELS[name] ?? name, String(count), total.toFixed(0), (total / count).toFixed(3), phases.join(', '), growth, median(measured.map(({ peak }) => peak)).toFixed(0)];
}

function totalOf(measured: readonly Measurement[]): number {
  return median(measured.map(({ phases }) => Object.values(phases).reduce((sum, time) => sum + time, 0)));
}
