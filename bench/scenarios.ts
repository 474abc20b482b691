import { App, ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { emitJob } from '../constructs/job';
import { jobKind, type KubeObject, toYaml, validateJob, type Job } from '../lib';
import { KINDS } from '../lib/jobs/job';
import { BENCH_CATALOG, mixedJobs } from './jobs';

/** What one run of a scenario took. */
export interface Measurement {
  /** Milliseconds of each phase, in their order. */
  readonly phases: Readonly<Record<string, number>>;
  /** Most memory that the process ever held, in MiB. */
  readonly peak: number;
}

/** A scenario: writes so many jobs into a folder and notes how long each phase takes. */
type Scenario = (count: number, folder: string, phase: Phase) => void;

type Phase = <T>(name: string, work: () => T) => T;

/** Each runs in a process of its own, so that none finds the other's memory or compiled code. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = { platform, cdk8s, constructs };

/** What a user of the library does: every job checked and compiled, all written as YAML. */
function platform(count: number, folder: string, phase: Phase): void {
  const jobs = mixedJobs(count);
  phase('validate', () => {
    const wrong = jobs.find((job) => validateJob(job, BENCH_CATALOG).length > 0);
    if (wrong !== undefined) throw new Error(`${wrong.metadata.name} is not valid.`);
  });
  const objects = phase('compile', () => jobs.flatMap(compile));
  phase('write', () => fs.writeFileSync(path.join(folder, 'jobs.yaml'), toYaml(objects)));
}

/** The same native objects, ready made, through cdk8s alone. */
function cdk8s(count: number, folder: string, phase: Phase): void {
  const objects = mixedJobs(count).flatMap(compile);
  const app = new App({ outdir: folder });
  phase('construct', () => {
    const chart = new Chart(app, 'jobs');
    objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, { ...object }));
  });
  phase('write', () => app.synth());
}

/** The same jobs in a cdk8s program of ours, expanded to native objects. */
function constructs(count: number, folder: string, phase: Phase): void {
  const jobs = mixedJobs(count);
  const app = new App({ outdir: folder });
  phase('construct', () => {
    const chart = new Chart(app, 'jobs');
    jobs.forEach((job, index) => emitJob(new Construct(chart, `job-${index}`), job, BENCH_CATALOG, 'synth'));
  });
  phase('write', () => app.synth());
}

/** Without checking again what was checked before. */
function compile(job: Job): KubeObject[] {
  return jobKind(job.kind)?.compile(job, BENCH_CATALOG, {}, KINDS) ?? [];
}

if (require.main === module) {
  const [name = '', count, folder = ''] = process.argv.slice(2);
  const phases: Record<string, number> = {};
  const phase: Phase = (label, work) => {
    const started = performance.now();
    const result = work();
    phases[label] = performance.now() - started;
    return result;
  };
  SCENARIOS[name]?.(Number(count), folder, phase);
  const measurement: Measurement = { phases, peak: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(JSON.stringify(measurement));
}
