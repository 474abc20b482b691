import type { JobStatus } from '../../lib/jobs/common/status';
import { sync } from '../../operator/sync';
import { jobSet, resumed } from '../builders/jobset';
import { variablesOf } from '../builders/kubelet';
import { CATALOG, NOW, request } from './request';

const spec = { datasets: [{ name: 'news' }] };
const datasets = (version: string) => ({ 'Dataset.ds.bloomberg.com/v1': { news: { metadata: { name: 'news' }, spec: { version, uri: `hdfs://CLUSTER/news/${version}` } } } });
const PIN = [{ name: 'news', dataset: 'news', version: '1', uri: 'hdfs://CLUSTER/news/1' }];

interface Made {
  spec: { replicatedJobs: { template: { spec: { template: { spec: { containers: [Parameters<typeof variablesOf>[0]] } } } } }[] };
}

/** The version that the pods of a run are told. */
function told(children: readonly object[]): string | undefined {
  const [container] = (children[0] as Made).spec.replicatedJobs[0]?.template.spec.template.spec.containers ?? [];
  return container && variablesOf(container).DS_DATASET_NEWS_VERSION;
}

test('a job that starts sees the version of now, and keeps it', () => {
  const started = sync(request({ spec, related: datasets('1') }), CATALOG, NOW);
  expect(started.status.datasets).toEqual(PIN);
  expect(told(started.children)).toBe('1');
  const running = sync(request({ spec, status: started.status, jobSet: jobSet({ conditions: [resumed()] }), related: datasets('2') }), CATALOG, NOW).status;
  expect(running.datasets).toEqual(PIN);
  const held = sync(request({ spec: { ...spec, suspend: true }, status: running, related: datasets('2') }), CATALOG, NOW).status;
  expect(held).toMatchObject({ phase: 'Suspended', datasets: PIN });
  const again = sync(request({ spec, status: held, related: datasets('2') }), CATALOG, NOW);
  expect(again.status.datasets).toEqual(PIN);
  expect(told(again.children)).toBe('1');
});

test('a job that was held back from the beginning sees its data when it starts', () => {
  const held = sync(request({ spec: { ...spec, suspend: true }, related: datasets('1') }), CATALOG, NOW).status;
  expect(held).not.toHaveProperty('datasets');
  expect(sync(request({ spec, status: held, related: datasets('2') }), CATALOG, NOW).status.datasets?.[0]?.version).toBe('2');
});

test('a job that names no Dataset that is there waits for it', () => {
  const { status, children } = sync(request({ spec }), CATALOG, NOW);
  expect(children).toEqual([]);
  expect(status).toMatchObject({ phase: 'Invalid', message: expect.stringContaining('spec.datasets[0].name: there is no such Dataset in the namespace (given "news").') as string } satisfies Partial<JobStatus>);
  expect(status).not.toHaveProperty('datasets');
  expect(sync(request({ spec, status, related: datasets('1') }), CATALOG, NOW).children).toHaveLength(1);
});

test('a job without datasets has none in its status', () => {
  expect(sync(request(), CATALOG, NOW).status).not.toHaveProperty('datasets');
});
