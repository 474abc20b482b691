import type { V1Pod } from '@kubernetes/client-node';
import type { Catalog } from '../../../lib';
import { DEFAULT_CATALOG, LABELS } from '../../../lib';
import type { QueueingSpec } from '../../../lib/queues/spec';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { sandboxCatalog } from '../../../sandbox/catalog';
import type { Sandbox } from '../../../sandbox/sandbox';
import { jobSetOf, pythonJob } from '../../builders/jobs';

/** What a tenant has on the simulated nodes, beside as much CPU and memory as its pods ask for. */
export function gpuTenant(name: string, gpus: number, settings: Partial<TenantSpec> = {}, limits: { borrowingLimit?: { gpus: number }; lendingLimit?: { gpus: number } } = {}): TenantSpec {
  return { name, owners: ['owners'], quota: { gpu: { cpu: '32', memory: '128Gi', gpus, ...limits } }, ...settings };
}

/** The sandbox's catalog with cohorts, and the default priorities. */
export function catalogWith(queueing: QueueingSpec): Catalog {
  return { ...DEFAULT_CATALOG, ...(sandboxCatalog() as Partial<Catalog>), queueing };
}

interface Conditioned {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string; readonly message: string }[] };
}

/** Jobs of many pods, a GPU each, that run until they are deleted; as what they become, since no operator runs here. */
export class Gangs {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly catalog: Catalog,
  ) {}

  /** Submits a gang. @param pods that start together or not at all */
  async submit(namespace: string, name: string, pods: number, priority?: string): Promise<void> {
    const podTemplatePatches = [{ op: 'add' as const, path: '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay', value: '1h' }];
    const job = pythonJob({ size: 'GpuSmall', parallelism: pods, priority, podTemplatePatches }, { name, namespace });
    await this.sandbox.kubectl(['create', '-f', '-'], JSON.stringify(jobSetOf(job, this.catalog)));
  }

  /** Ends a gang. */
  async end(namespace: string, name: string): Promise<void> {
    await this.sandbox.kubectl(['delete', 'jobset', '--namespace', namespace, '--selector', `${LABELS.jobName}=${name}`, '--cascade=foreground', '--timeout=60s']);
  }

  /** Pods of each gang of a namespace that run on a node; a gang without any is left out. */
  async running(namespace: string): Promise<Record<string, number>> {
    const pods = await this.list<V1Pod>('pods', namespace);
    const counts: Record<string, number> = {};
    for (const { metadata, status } of pods) {
      const name = metadata?.labels?.[LABELS.jobName];
      if (name !== undefined && status?.phase === 'Running' && metadata?.deletionTimestamp === undefined) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** Why a gang was taken off its quota, each reason once and in order: `Preempted/InCohortReclamation`. */
  async evictions(namespace: string, name: string): Promise<string[]> {
    const conditions = await this.conditions(namespace, name);
    return conditions.filter(({ type, status }) => (type === 'Evicted' || type === 'Preempted') && status === 'True').map(({ type, reason }) => `${type}/${reason}`).sort();
  }

  /** What Kueue says of a gang that has no quota. */
  async refusal(namespace: string, name: string): Promise<string> {
    const conditions = await this.conditions(namespace, name);
    return conditions.find(({ type, status }) => type === 'QuotaReserved' && status === 'False')?.message ?? '';
  }

  private async conditions(namespace: string, name: string): Promise<NonNullable<NonNullable<Conditioned['status']>['conditions']>> {
    const workloads = await this.list<Conditioned>('workloads', namespace);
    return workloads.find(({ metadata }) => metadata.labels?.[LABELS.jobName] === name)?.status?.conditions ?? [];
  }

  private async list<T>(resource: string, namespace: string): Promise<T[]> {
    return (JSON.parse(await this.sandbox.kubectl(['get', resource, '--namespace', namespace, '-o', 'json'])) as { items: T[] }).items;
  }
}
