import { seconds, type Timing } from '../timing';
import type { RecordingRule } from './rule';

/** What an event of a job keeps of it. */
export const JOB_LABELS = ['tenant', 'kind', 'name', 'uid', 'framework', 'size', 'queue', 'project', 'experiment', 'user'] as const;

/** The ledger of jobs: each of these series has one sample for each job, and keeps it when the job is deleted. */
export const LEDGER = {
  submitted: 'job:ds_job_submitted:event',
  started: 'job:ds_job_started:wait_seconds',
  ended: 'job:ds_job_ended:duration_seconds',
} as const;

/**
 * What jobs are now, and the ledger of what they were. kube-state-metrics forgets a job when it is deleted, and counters of the
 * operator would count twice whatever it looks at twice. So an event is read from the times that the job itself carries, and
 * recorded once, at the evaluation at which it is of a certain age.
 */
export function jobRules(times: Timing): RecordingRule[] {
  const created = latest('ds_job_created_timestamp_seconds', times);
  const started = latest('ds_job_start_timestamp_seconds', times);
  const completed = latest('ds_job_completion_timestamp_seconds', times);
  const job = jobOf(times);
  return [
    { record: 'tenant:ds_jobs:count', expr: 'sum by (tenant, kind, phase) (max by (tenant, kind, uid, phase) (ds_job_phase))' },
    { record: LEDGER.submitted, expr: `${job} and on (uid) (${happened(created, times)})` },
    { record: LEDGER.started, expr: `((${happened(started, times)}) - on (uid) ${created}) * on (uid) group_right () ${job}` },
    {
      record: LEDGER.ended,
      // What never started lasted since it was made.
      expr: `((${happened(completed, times)}) - on (uid) (${started} or ${created})) * on (uid) group_right () ${job} * on (uid) group_left (phase) ${endOf(times)}`,
    },
  ];
}

/** The last known value of a time of each job, whether the job is still there or not. Scraped twice, it counts once. */
function latest(metric: string, { lookback }: Timing): string {
  return `max by (uid) (last_over_time(${metric}[${seconds(lookback)}]))`;
}

/** The times of a vector that lie in the window of this evaluation. */
function happened(vector: string, { event }: Timing): string {
  return `${vector} > time() - ${event.to} <= time() - ${event.from}`;
}

/** Each job once with its labels, also when its annotations were changed a moment ago. */
function jobOf({ lookback }: Timing): string {
  return `max by (${JOB_LABELS.join(', ')}) (topk by (uid) (1, last_over_time(ds_job_info[${seconds(lookback)}])))`;
}

/** The phase in which each job has ended. */
function endOf({ lookback }: Timing): string {
  return `(max by (uid, phase) (last_over_time(ds_job_phase{phase=~"Succeeded|Failed"}[${seconds(lookback)}])) == 1)`;
}
