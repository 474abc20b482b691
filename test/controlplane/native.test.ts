import { Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs';
import { emitJob } from '../../constructs/job';
import { JOB_KINDS, validateJob, type Job, type KubeObject } from '../../lib';
import { exampleJobs } from '../support/example-jobs';
import { eventually, kubectl } from './support/cluster';
import { nameOf, removeJobs, start } from './support/jobs';
import { TENANT, testCatalog } from './support/platform';
import { runsHere } from './support/runners';

/**
 * A job that the operator runs and the same job expanded when it was written give the same objects: compared as the API server
 * stores them, after its defaults and the webhooks of the engines. The jobs wait in a queue that is not there, so nothing else changes them.
 */
const JOBS: readonly Job[] = exampleJobs()
  .filter((job) => validateJob(job, testCatalog()).length === 0)
  .map((job) => ({ ...job, metadata: { ...job.metadata, name: `native-${job.metadata.name}` }, spec: { ...job.spec, queue: 'nowhere', ttlSecondsAfterFinished: undefined } }));

type Stored = KubeObject & { metadata: Record<string, unknown>; spec: Record<string, unknown>; status?: unknown };

beforeAll(() => start(...JOBS), 60_000);
afterAll(removeJobs, 90_000);

test('there is a job of every kind that can run on this platform', () => {
  expect([...new Set(JOBS.map(({ kind }) => kind))].sort()).toEqual(JOB_KINDS.filter(runsHere).map(({ kind }) => kind).sort());
});

test.each(JOBS.map((job) => [job.kind, job] as const))('%s', async (_kind, job) => {
  const written = synthesised(job);
  const names = written.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  await eventually(`${names.join(', ')} are there`, async () => (await kubectl(['get', ...names, '--ignore-not-found', '-o', 'name'])).trim().split('\n').length === names.length);
  const made = await read(names);
  // The operator's objects make way for those that are written, since the API server defaults what it stores.
  await kubectl(['delete', nameOf(job), '--cascade=foreground', '--timeout=60s']);
  // A notebook's workspace outlives it, and JobSet makes no claim twice.
  await kubectl(['delete', 'pvc', `--selector=ds.bloomberg.com/job-name=${job.metadata.name}`, '--ignore-not-found', '--timeout=60s']);
  await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: written }));
  try {
    expect((await read(names)).map(essence)).toEqual(made.map(essence));
    expect(made.map(({ kind }) => kind)).toEqual(written.map(({ kind }) => kind));
  } finally {
    await kubectl(['delete', ...names, '--ignore-not-found', '--timeout=60s']);
  }
}, 120_000);

async function read(names: readonly string[]): Promise<Stored[]> {
  const found = JSON.parse(await kubectl(['get', ...names, '-o', 'json'])) as Stored & { items?: Stored[] };
  return found.items ?? [found];
}

function synthesised(job: Job): KubeObject[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: TENANT });
  new PlatformCatalog(chart, 'catalog', { catalog: testCatalog() });
  const others = (Testing.synth(chart) as KubeObject[]).length;
  emitJob(chart, { ...job, metadata: { ...job.metadata, namespace: TENANT } }, testCatalog(), 'synth');
  return (Testing.synth(chart) as KubeObject[]).slice(others);
}

/** An object without what tells one from another of the same content, and without what only says who made it. */
function essence({ status: _status, metadata, spec, ...object }: Stored): object {
  const { uid: _u, resourceVersion: _v, creationTimestamp: _c, generation: _g, managedFields: _m, ownerReferences: _o, labels, annotations, ...others } = metadata;
  const { 'controller-uid': _selector, ...ownLabels } = labels ?? {};
  const { 'metacontroller.k8s.io/last-applied-configuration': _applied, ...ownAnnotations } = (annotations ?? {}) as Record<string, string>;
  // Each Service gets an address of its own.
  const { clusterIP: _ip, clusterIPs: _ips, ...ownSpec } = spec;
  return { ...object, metadata: { ...others, labels: ownLabels, annotations: ownAnnotations }, spec: ownSpec };
}
