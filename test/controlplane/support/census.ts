import type { V1Condition, V1Pod } from '@kubernetes/client-node';
import { API_GROUP, API_VERSION } from '../../../lib';
import type { Sandbox } from '../../../sandbox/sandbox';
import type { LiveJob } from './cluster';
import { type ObjectChange, type ObjectWatch, watchObjects } from './watch';

interface Conditioned {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly suspend?: boolean };
  readonly status?: { readonly conditions?: readonly V1Condition[] };
}

/** The most that there ever was of something at one time. */
export interface Peak {
  readonly admittedWorkloads: number;
  readonly runningJobSets: number;
  readonly placedPods: number;
}

/** Counts what happens in a namespace, from every change of its objects. Only of jobs whose names have the prefix are names and UIDs kept. */
export class Census {
  /** UIDs of all JobSets that there ever were, by name. */
  readonly jobSets = new Map<string, Set<string>>();
  readonly deletedJobSets: string[] = [];
  /** UIDs of all pods that there ever were, by Job and index. */
  readonly pods = new Map<string, Set<string>>();
  private readonly jobs = new Map<string, LiveJob>();
  private readonly admittedWorkloads = new Crowd();
  private readonly runningJobSets = new Crowd();
  private readonly placedPods = new Crowd();
  private watches: ObjectWatch[] = [];

  private constructor(private readonly prefix: string) {}

  static async begin(sandbox: Sandbox, namespace: string, prefix: string): Promise<Census> {
    const census = new Census(prefix);
    const path = (group: string, resource: string) => `${group}/namespaces/${namespace}/${resource}`;
    census.watches = await Promise.all([
      watchObjects<V1Pod>(sandbox, path('/api/v1', 'pods'), (change) => census.seePod(change)),
      watchObjects<Conditioned>(sandbox, path('/apis/jobset.x-k8s.io/v1alpha2', 'jobsets'), (change) => census.seeJobSet(change)),
      watchObjects<Conditioned>(sandbox, path('/apis/kueue.x-k8s.io/v1beta2', 'workloads'), (change) => census.seeWorkload(change)),
      watchObjects<LiveJob>(sandbox, path(`/apis/${API_GROUP}/${API_VERSION}`, 'tensorflowjobs'), ({ object }) => census.seeJob(object)),
    ]);
    return census;
  }

  stop(): void {
    for (const watch of this.watches) watch.stop();
  }

  /** What broke a watch. */
  get broken(): Error[] {
    return this.watches.flatMap(({ broken }) => (broken === undefined ? [] : [broken]));
  }

  get most(): Peak {
    return { admittedWorkloads: this.admittedWorkloads.most, runningJobSets: this.runningJobSets.most, placedPods: this.placedPods.most };
  }

  /** Jobs that are in the phase now. */
  phases(phase: string): number {
    return [...this.jobs.values()].filter(({ status }) => status?.phase === phase).length;
  }

  /** UID of the JobSet that a job's status names. */
  engineOf(job: string): string | undefined {
    return this.jobs.get(job)?.status?.engine?.uid;
  }

  private seeJob(job: LiveJob): void {
    if (job.metadata.name.startsWith(this.prefix)) this.jobs.set(job.metadata.name, job);
  }

  private seePod({ type, object: { metadata, spec, status } }: ObjectChange<V1Pod>): void {
    const labels = metadata?.labels ?? {};
    this.remember(this.pods, `${labels['batch.kubernetes.io/job-name']}/${labels['batch.kubernetes.io/job-completion-index']}`, metadata?.uid);
    const placed = type !== 'DELETED' && spec?.nodeName !== undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
    this.placedPods.note(metadata?.uid, placed);
  }

  private seeJobSet({ type, object }: ObjectChange<Conditioned>): void {
    this.remember(this.jobSets, object.metadata.name, object.metadata.uid);
    if (type === 'DELETED' && object.metadata.name.startsWith(this.prefix)) this.deletedJobSets.push(object.metadata.name);
    const ended = isTrue(object, 'Completed') || isTrue(object, 'Failed');
    this.runningJobSets.note(object.metadata.uid, type !== 'DELETED' && object.spec.suspend !== true && !ended);
  }

  private seeWorkload({ type, object }: ObjectChange<Conditioned>): void {
    this.admittedWorkloads.note(object.metadata.uid, type !== 'DELETED' && isTrue(object, 'Admitted') && !isTrue(object, 'Finished'));
  }

  private remember(uids: Map<string, Set<string>>, key: string, uid: string | undefined): void {
    if (key.startsWith(this.prefix)) uids.set(key, (uids.get(key) ?? new Set()).add(String(uid)));
  }
}

/** Who is in now, and how many there were at most. */
class Crowd {
  most = 0;
  private readonly members = new Set<string>();

  note(uid: string | undefined, present: boolean): void {
    if (present) this.members.add(String(uid));
    else this.members.delete(String(uid));
    this.most = Math.max(this.most, this.members.size);
  }
}

function isTrue({ status }: Conditioned, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
