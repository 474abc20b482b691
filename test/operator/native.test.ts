import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { PlatformCatalog } from '../../constructs/catalog';
import { emitJob } from '../../constructs/job';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import { stableJson } from '../../lib/catalog/stable-json';
import { type Job, validateJob } from '../../lib/jobs/job';
import { JOB_KINDS } from '../../lib/jobs/registry';
import type { KubeObject, KubeObjectOf } from '../../lib/k8s/object';
import { ENGINE_READERS } from '../../operator/engines/readers';
import { readRequest } from '../../operator/request';
import { sync } from '../../operator/sync';
import { goodJob } from '../builders/arbitrary-jobs';
import { NOTEBOOK_GATEWAY } from '../builders/catalog';
import { exampleJobs } from '../support/example-jobs';

/** Leaving the operator is always possible: a job that is expanded when it is written gives the objects that the operator makes. */

const CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['spark', 'katib'], apiServer: { cidrs: ['10.0.0.10/32'] }, notebookGateway: NOTEBOOK_GATEWAY };
const EXAMPLES = exampleJobs();

/** What the operator makes of a job that is new, as an API server hands it over: job and catalog with their keys in another order. */
function byOperator(job: Job): KubeObject[] {
  const { children, status } = sync(readRequest({ parent: JSON.parse(stableJson(job)) as Job }), JSON.parse(stableJson(CATALOG)) as Catalog, new Date('2026-01-01T00:00:00Z'));
  expect(status.phase).toBe(job.spec.suspend === true ? 'Suspended' : 'Pending');
  return [...children];
}

/** What `expand: 'synth'` writes, as it comes out of cdk8s; the time to live after the end is the operator's own business. */
function synthesised(job: Job): KubeObject[] {
  const chart = new Chart(Testing.app(), 'chart');
  new PlatformCatalog(chart, 'catalog', { catalog: CATALOG });
  const before = (Testing.synth(chart) as KubeObject[]).length;
  emitJob(chart, job, CATALOG, 'synth');
  return (Testing.synth(chart) as KubeObject[]).slice(before).map(withoutTimeToLive);
}

function withoutTimeToLive(object: KubeObject): KubeObject {
  const field = ENGINE_READERS.find(({ kind }) => kind === object.kind)?.timeToLive ?? '';
  const { [field]: _, ...spec } = ((object as KubeObjectOf<Record<string, unknown>>).spec ?? {}) as Record<string, unknown>;
  return { ...object, spec } as KubeObject;
}

test('there is an example of every kind of job', () => {
  expect([...new Set(EXAMPLES.map(({ kind }) => kind))].sort()).toEqual(JOB_KINDS.map(({ kind }) => kind).sort());
});

test.each(EXAMPLES.map((job) => [`${job.kind}/${job.metadata.name}`, job] as const))('%s gives the same objects both ways', (_name, { metadata, ...rest }) => {
  const job = { metadata: { ...metadata, namespace: 'news' }, ...rest };
  expect(synthesised(job)).toEqual(byOperator(job));
});

test('so does any job', () => {
  fc.assert(
    fc.property(goodJob(), (made) => {
      const job = offered(JSON.parse(JSON.stringify(made)) as Job);
      fc.pre(validateJob(job, CATALOG).length === 0);
      expect(synthesised(job)).toEqual(byOperator(job));
    }),
    { numRuns: 15 },
  );
});

/** The job with names that the catalog has. */
function offered({ metadata, spec, ...job }: Job): Job {
  const { framework, size } = (EXAMPLES.find(({ kind }) => kind === job.kind) as Job).spec;
  const { priority: _p, spot: _s, podTemplatePatches: _t, ...others } = spec;
  return { ...job, metadata: { ...metadata, namespace: 'news' }, spec: { ...others, framework, size } };
}
