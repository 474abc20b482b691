import type { V1Pod } from '@kubernetes/client-node';
import { API_GROUP, API_VERSION, JOB_KINDS } from '../../../../lib';
import type { Sandbox } from '../../../../sandbox/sandbox';
import type { LiveJob } from '../cluster';
import type { ObjectChange } from '../watch';
import { Follower } from '../follow';

const ENDED = 3;

/** How far a job is: a number that never falls, as no job here is held back, changed or displaced. */
const PROGRESS: Readonly<Record<string, number>> = { Queued: 1, Pending: 1, Running: 2, Succeeded: ENDED, Failed: ENDED };

interface Named {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion?: string };
}

/** Writes down what happens in some namespaces, and what must not. */
export class Witness {
  /** Steps back that the statuses of jobs have taken, one sentence each. */
  readonly stepsBack: string[] = [];
  /** UIDs of all JobSets that were seen, by namespace and name. */
  readonly jobSets = new Map<string, Set<string>>();
  readonly deletedJobSets: string[] = [];
  /** UIDs of all pods that were seen, by namespace, Job and index. */
  readonly places = new Map<string, Set<string>>();
  /** Of these, the pods that have ended well. */
  readonly endedWell = new Map<string, Set<string>>();
  /** Containers of each place that have been seen, by place: those of the job's own code. */
  readonly containers = new Map<string, Set<string>>();
  readonly jobs = new Map<string, LiveJob>();
  private readonly followers: Follower<never>[] = [];

  constructor(sandbox: Sandbox, namespaces: readonly string[], kinds: readonly string[]) {
    for (const namespace of namespaces) {
      const follow = <T extends Named>(group: string, resource: string, tell: (change: ObjectChange<T>) => void): void => {
        this.followers.push(new Follower<T>(sandbox, `${group}/namespaces/${namespace}/${resource}`, tell) as unknown as Follower<never>);
      };
      follow<V1Pod & Named>('/api/v1', 'pods', ({ object }) => this.seePod(namespace, object));
      follow<Named>('/apis/jobset.x-k8s.io/v1alpha2', 'jobsets', (change) => this.seeJobSet(namespace, change));
      for (const { plural } of JOB_KINDS.filter(({ kind }) => kinds.includes(kind))) {
        follow<LiveJob & Named>(`/apis/${API_GROUP}/${API_VERSION}`, plural, ({ object }) => this.seeJob(`${namespace}/${object.metadata.name}`, object));
      }
    }
  }

  stop(): void {
    for (const follower of this.followers) follower.stop();
  }

  /** How often the watches were lost: gone on with, and begun anew. */
  get losses(): { again: number; anew: number } {
    const sum = (of: 'again' | 'anew'): number => this.followers.reduce((all, { begun }) => all + begun[of], 0);
    return { again: sum('again'), anew: sum('anew') };
  }

  phases(...phases: string[]): number {
    return [...this.jobs.values()].filter(({ status }) => phases.includes(status?.phase ?? '')).length;
  }

  private seeJob(key: string, job: LiveJob): void {
    const before = this.jobs.get(key);
    this.jobs.set(key, job);
    if (before?.status === undefined) return;
    for (const step of stepsBack(before, job)) this.stepsBack.push(`${key}: ${step}`);
  }

  private seeJobSet(namespace: string, { type, object }: ObjectChange<Named>): void {
    note(this.jobSets, `${namespace}/${object.metadata.name}`, object.metadata.uid);
    if (type === 'DELETED') this.deletedJobSets.push(`${namespace}/${object.metadata.name}`);
  }

  private seePod(namespace: string, { metadata, status }: V1Pod): void {
    const labels = metadata?.labels ?? {};
    const job = labels['batch.kubernetes.io/job-name'];
    if (job === undefined) return;
    const place = `${namespace}/${job}/${labels['batch.kubernetes.io/job-completion-index']}`;
    note(this.places, place, String(metadata?.uid));
    if (status?.phase === 'Succeeded') note(this.endedWell, place, String(metadata?.uid));
    const main = status?.containerStatuses?.find(({ name }) => name === 'main');
    if (main?.containerID) note(this.containers, place, main.containerID);
  }
}

/** What must not happen from one state of a job to a later one, each with what then is said. */
const STEPS: readonly ((before: LiveJob, after: LiveJob) => string | undefined)[] = [
  ({ metadata: before }, { metadata: after }) => (before.uid === after.uid ? undefined : 'is another job'),
  ({ status: before }, { status: after }) => (isBack(before?.phase, after?.phase) ? `phase ${before?.phase}, then ${after?.phase}` : undefined),
  ({ status: before }, { status: after }) => (least(after?.restarts) < least(before?.restarts) ? `restarts ${before?.restarts}, then ${after?.restarts}` : undefined),
  ({ status: before }, { status: after }) => (least(after?.observedGeneration) < least(before?.observedGeneration) ? 'is judged by an earlier generation' : undefined),
  ({ status: before }, { status: after }) => (before?.engine === undefined || before.engine.uid === after?.engine?.uid ? undefined : `engine ${before.engine.uid}, then ${after?.engine?.uid}`),
  ({ status: before }, { status: after }) => (before?.startTime === undefined || before.startTime === after?.startTime ? undefined : `started at ${before.startTime}, then at ${after?.startTime}`),
  (before, after) => ['Complete', 'Failed'].find((type) => holds(before, type) && !holds(after, type)),
];

function stepsBack(before: LiveJob, after: LiveJob): string[] {
  return STEPS.flatMap((step) => step(before, after) ?? []);
}

function isBack(before = '', after = ''): boolean {
  const [from, to] = [least(PROGRESS[before]), least(PROGRESS[after])];
  return to < from || (from === ENDED && before !== after);
}

function least(value: number | undefined): number {
  return value ?? 0;
}

function holds({ status }: LiveJob, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

function note(sets: Map<string, Set<string>>, key: string, one: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(one));
}
