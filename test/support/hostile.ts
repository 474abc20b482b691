import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import { PlatformError } from '../../lib/errors';
import { applyPatches, PatchError } from '../../lib/jobs/common/patches';
import { podLimits } from '../../lib/jobs/common/pod-limits';
import type { JobSpec, PodTemplatePatch } from '../../lib/jobs/common/spec';
import { compileJob, validateJob, type Job } from '../../lib/jobs/job';
import { readRequest } from '../../operator/request';
import { sync } from '../../operator/sync';
import { hostileJob } from '../builders/hostile-jobs';

/** A catalog with names that every object inherits. */
const CATALOG: Catalog = {
  ...DEFAULT_CATALOG,
  engines: ['spark', 'katib'],
  runtimes: { ...DEFAULT_CATALOG.runtimes, constructor: { image: 'registry.test/python', language: 'python' as const, version: '3' } },
  sizes: { ...DEFAULT_CATALOG.sizes, valueOf: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } },
};

const TEMPLATE = {
  metadata: { labels: { a: 'b' } },
  spec: { volumes: [{ name: 'home', emptyDir: {} }], containers: [{ name: 'main', volumeMounts: [{ name: 'home', mountPath: '/home/ds' }] }] },
};

const NOW = new Date('2026-01-01T12:00:00Z');

/** Most time of the processor that one call may take: while it lasts, all other jobs wait. */
const MOST_MILLISECONDS = 250;

type Call = (job: Job) => unknown;

const CALLS: Readonly<Record<string, Call>> = {
  validate: (job) => validateJob(job, CATALOG),
  compile: (job) => compileJob(job, CATALOG),
  patch,
  sync: (job) => sync(readRequest({ parent: { ...job, metadata: { ...{ namespace: 's-news', name: 'news', uid: 'u' }, ...job.metadata } }, children: {}, related: {} }), CATALOG, NOW),
};

/** The patches of a job that the schema would not let through, applied all the same. */
function patch(job: Job): unknown {
  const patches: unknown = (job.spec as Partial<JobSpec> | null)?.podTemplatePatches;
  return Array.isArray(patches) && patches.length <= 6 && patches.every((one) => typeof (one as PodTemplatePatch | null)?.path === 'string') ? applyPatches(TEMPLATE, patches, podLimits(CATALOG)) : undefined;
}

/** Everything that code of one job could leave behind for the code of another. */
function shared(): string {
  const owners: Readonly<Record<string, object>> = { globalThis, Object, Array, String, Number, Function, JSON, Math, ...Object.fromEntries([Object, Array, String, Number, Boolean, Function, Map, Set, RegExp, Error].map((type) => [`${type.name}.prototype`, type.prototype as object])) };
  return Object.entries(owners).map(([name, owner]) => `${name}: ${Reflect.ownKeys(owner).map(String).sort().join(' ')}`).join('\n');
}

function millisecondsOf(call: () => unknown): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs a call; only a refusal may come out of it. What else runs in this process costs time too, so a long call is measured again. */
function checkCall(name: string, call: Call, text: string): void {
  const job = JSON.parse(text) as Job;
  const run = (): void => {
    try {
      call(job);
    } catch (error) {
      if (!(error instanceof PlatformError) && !(name === 'patch' && error instanceof PatchError)) throw new Error(`${name} fails: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  let spent = millisecondsOf(run);
  for (let tries = 0; spent > MOST_MILLISECONDS && tries < 3; tries += 1) spent = Math.min(spent, millisecondsOf(run));
  expect({ name, long: spent > MOST_MILLISECONDS ? spent : 0 }).toEqual({ name, long: 0 });
  if (JSON.stringify(job) !== text) throw new Error(`${name} changes the job`);
}

/** So many jobs that mean harm: each is refused or made, in little time, and leaves nothing behind. */
export function refuseHostileJobs(runs: number): void {
  const before = shared();
  fc.assert(
    fc.property(hostileJob(), (generated) => {
      const text = JSON.stringify(generated);
      for (const [name, call] of Object.entries(CALLS)) checkCall(name, call, text);
    }),
    { numRuns: runs },
  );
  expect(shared()).toBe(before);
}
