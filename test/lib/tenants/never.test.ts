import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { Catalog } from '../../../lib/catalog/spec';
import type { Job } from '../../../lib/jobs/kind';
import { Quantity } from '../../../lib/quantity/quantity';
import { neverRuns } from '../../../lib/tenants/never';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { texts } from '../../builders/errors';
import { hyperTune, pythonJob, tensorFlowJob } from '../../builders/jobs';

const CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['katib'], queueing: { cohorts: { research: {} } } };
const TEAM: TenantSpec = { name: 'team', owners: ['team'], quota: { cpu: { cpu: '32', memory: '128Gi' }, gpu: { cpu: '64', memory: '256Gi', gpus: 4 } } };
const IN = { namespace: 'team' };

const never = (job: Job, tenants: readonly TenantSpec[] = [TEAM]): string[] => texts(neverRuns(job, { catalog: CATALOG, tenants }));

test.each<[string, Job, string]>([
  ['12 GPUs in a tenant of 4', tensorFlowJob({ size: 'GpuLarge', replicas: { worker: { count: 3 } } }, IN), 'spec.size: asks for more than the job could ever get: its pods need 12 GPUs of node pool gpu at the same time (given "GpuLarge"). Allowed: at most 4 in tenant team, with all that it may borrow. Ask for fewer or smaller pods, or for more quota.'],
  ['more cores than there are', pythonJob({ parallelism: 33 }, IN), 'its pods need 33 cores of node pool cpu'],
  ['a queue that is not there', pythonJob({ queue: 'defualt' }, IN), 'spec.queue: is no queue of tenant team (given "defualt"), so the job would wait for ever. Allowed: default. Did you mean default?'],
])('%s', (_what, job, expected) => {
  expect(never(job).join('\n')).toContain(expected);
});

test('what fits, waits', () => {
  expect(never(tensorFlowJob({ size: 'GpuLarge' }, IN))).toEqual([]);
  expect(never(pythonJob({ parallelism: 32, completions: 1000 }, IN))).toEqual([]);
});

test('what may be borrowed counts, as far as it may', () => {
  const job = tensorFlowJob({ size: 'GpuLarge', replicas: { worker: { count: 2 } } }, IN);
  const other: TenantSpec = { ...TEAM, name: 'other', cohortName: 'research' };
  expect(never(job, [{ ...TEAM, cohortName: 'research' }, other])).toEqual([]);
  const { gpu } = TEAM.quota as { gpu: NonNullable<TenantSpec['quota'][string]> };
  expect(never(job, [{ ...TEAM, cohortName: 'research', quota: { ...TEAM.quota, gpu: { ...gpu, borrowingLimit: { gpus: 3 } } } }, other])).toEqual([expect.stringContaining('at most 7')]);
});

test('where the queue itself tells what it can give, that counts; of what it does not tell nothing is refused', () => {
  const job = tensorFlowJob({ size: 'GpuLarge', replicas: { worker: { count: 3 } } }, IN);
  const told = (mostOf: Parameters<typeof neverRuns>[1]['mostOf']): string[] => texts(neverRuns(job, { catalog: CATALOG, tenants: [TEAM], mostOf }));
  expect(told(() => ({}))).toEqual([]);
  expect(told(() => ({ gpus: Quantity.parse('12') }))).toEqual([]);
  expect(told(() => ({ gpus: Quantity.parse('11') }))).toEqual([expect.stringContaining('need 12 GPUs of node pool gpu at the same time (given "GpuLarge"). Allowed: at most 11')]);
});

test('a priority that the tenant may not use, or must name', () => {
  expect(never(pythonJob({ priority: 'high' }, IN), [{ ...TEAM, priorities: ['low', 'normal'] }])).toEqual(['spec.priority: is not one of tenant team (given "high"). Allowed: low, normal. Choose one of them.']);
  expect(never(pythonJob({}, IN), [{ ...TEAM, priorities: ['low'] }])).toEqual([expect.stringContaining('(given nothing)')]);
  expect(never(pythonJob({}, IN), [{ ...TEAM, priorities: ['low', 'normal'] }])).toEqual([]);
});

test('a node pool of which the tenant has nothing', () => {
  const { cpu } = TEAM.quota as { cpu: NonNullable<TenantSpec['quota'][string]> };
  expect(never(tensorFlowJob({}, IN), [{ ...TEAM, quota: { cpu } }])).toEqual([expect.stringContaining('spec.size: runs on node pool gpu, of which tenant team has nothing')]);
});

test('a job without a namespace is judged by all tenants, one in a namespace of nobody by none', () => {
  const large = tensorFlowJob({ size: 'GpuLarge', replicas: { worker: { count: 3 } } });
  const { gpu } = TEAM.quota as { gpu: NonNullable<TenantSpec['quota'][string]> };
  expect(never(large)).toHaveLength(3);
  expect(never(large, [TEAM, { ...TEAM, name: 'large', quota: { gpu: { ...gpu, cpu: '960', memory: '3840Gi', gpus: 16 } } }])).toEqual([]);
  expect(never({ ...large, metadata: { name: 'news', namespace: 'elsewhere' } })).toEqual([]);
  expect(never(large, [])).toEqual([]);
});

test('trials that are queued one by one need not all fit', () => {
  const tune = (engine: 'katib' | 'optuna'): Job => hyperTune({ engine, parallelTrialCount: 10, maxTrialCount: 12, framework: 'tensorflow-2-python-3', size: 'GpuSmall', trial: { kind: 'TensorFlowJob', spec: { module: 'a', args: '${trialParameters.lr}' } } }, IN);
  expect(never(tune('optuna'))).not.toEqual([]);
  expect(never(tune('katib'))).toEqual([]);
});
