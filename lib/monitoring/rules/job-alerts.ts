import { LEDGER } from './jobs';
import { alert, type AlertingRule } from './rule';

/** A job of a phase, once; labels that a scrape adds are dropped. */
const inPhase = (phase: string): string => `max by (tenant, kind, name, uid) (ds_job_phase{phase="${phase}"}) == 1`;

const SHOW_JOB = '1. kubectl -n {{ $labels.tenant }} get {{ $labels.kind }} {{ $labels.name }} -o jsonpath={.status.message}: says what it waits for. ';

/** Whether jobs get on. */
export const JOB_ALERTS: readonly AlertingRule[] = [
  alert('JobPendingTooLong', 'warning', { expr: inPhase('Pending'), for: '30m' }, {
    summary: '{{ $labels.kind }} {{ $labels.tenant }}/{{ $labels.name }} has its quota and does not start.',
    description: 'It holds quota that others wait for. Mostly its pods find no node, or their image cannot be pulled.',
    runbook:
      SHOW_JOB +
      '2. kubectl -n {{ $labels.tenant }} describe pods -l ds.bloomberg.com/job-name={{ $labels.name }}: the events name the taint, the image or the volume. ' +
      '3. If the node pool is too small for its quota, add nodes or lower the quota.',
  }),
  alert('JobQueuedTooLong', 'info', { expr: inPhase('Queued'), for: '1d' }, {
    summary: '{{ $labels.kind }} {{ $labels.tenant }}/{{ $labels.name }} has waited for quota for a day.',
    description: 'The tenant\'s quota is in use, or too small for this job.',
    runbook: `${SHOW_JOB}2. Compare with the tenant's quota; a job that asks for more than the quota never starts. 3. Ask the tenant to delete or suspend jobs, or raise its quota.`,
  }),
  alert('FailedJobBurst', 'warning', { expr: failedBurst(), for: '5m' }, {
    summary: 'More than half of the jobs of {{ $labels.tenant }} that ended within the hour have failed ({{ $value | humanizePercentage }}).',
    description: 'At least five have failed. With several tenants at once, look at what they share: data, the package index, nodes.',
    runbook:
      '1. kubectl -n {{ $labels.tenant }} get ds: the messages of the failed jobs. ' +
      '2. EnvironmentFailed points to the package index, Evicted and OutOfMemory to the nodes, ModuleFailed to the job\'s own code. ' +
      '3. Tell the tenant\'s owners.',
  }),
  alert('QuotaSaturated', 'info', { expr: 'tenant:ds_quota:ratio >= 0.95 and on (tenant) (sum by (tenant) (label_replace(kueue_pending_workloads, "tenant", "$1", "cluster_queue", "(.+)")) > 0)', for: '1h' }, {
    summary: '{{ $labels.tenant }} uses {{ $value | humanizePercentage }} of its quota of {{ $labels.resource }}, and jobs wait.',
    description: 'Jobs of this tenant wait for its own jobs.',
    runbook: '1. The dashboard "Hardware" shows who waits and for how long. 2. If it lasts for days, raise the quota, or let the tenant borrow from its cohort.',
  }),
];

function failedBurst(): string {
  const ended = (matcher: string): string => `sum by (tenant) (count_over_time(${LEDGER.ended}${matcher}[1h]))`;
  const failed = ended('{phase="Failed"}');
  return `${failed} / on (tenant) ${ended('')} > 0.5 and on (tenant) ${failed} >= 5`;
}
