import { JOB_LABELS } from './rules/jobs';

/** A metric that the platform makes, which is as much a promise as a field of a spec. */
export interface Metric {
  readonly name: string;
  readonly labels: readonly string[];
  readonly meaning: string;
}

const JOB = ['tenant', 'kind', 'name', 'uid'];
const GPU = ['UUID', 'gpu', 'Hostname', 'modelName', 'tenant', 'pod'];

/** What kube-state-metrics tells of each job that is there. */
export const JOB_METRICS_TABLE: readonly Metric[] = [
  { name: 'ds_job_info', labels: JOB_LABELS, meaning: '1 for each job, with what it was submitted with. `user` is the identity that it acts as' },
  { name: 'ds_job_phase', labels: [...JOB, 'phase'], meaning: '1 for the phase that the job is in, 0 for the others' },
  { name: 'ds_job_created_timestamp_seconds', labels: JOB, meaning: 'when the job was submitted' },
  { name: 'ds_job_start_timestamp_seconds', labels: JOB, meaning: 'when the job was last allowed to start its pods' },
  { name: 'ds_job_completion_timestamp_seconds', labels: JOB, meaning: 'when the job ended' },
];

/** What the operator tells of itself, beside the metrics of every Node.js process. */
export const OPERATOR_METRICS_TABLE: readonly Metric[] = [
  { name: 'ds_operator_sync_duration_seconds', labels: ['kind'], meaning: 'histogram of the time that it takes to judge a job' },
  { name: 'ds_operator_sync_faults_total', labels: ['kind'], meaning: 'jobs that could not be judged: to do so failed or took too long' },
  { name: 'ds_operator_api_calls_total', labels: ['verb', 'resource', 'code'], meaning: 'calls about single objects to the API server; code `0` is no answer' },
  { name: 'ds_operator_watch_restarts_total', labels: ['resource'], meaning: 'watches that were lost and begun again' },
  { name: 'ds_operator_queue_depth', labels: [], meaning: 'jobs that are due and not taken up' },
  { name: 'ds_operator_objects', labels: ['resource'], meaning: 'objects that are kept' },
  { name: 'ds_operator_leading', labels: [], meaning: '1 if the pod works, 0 if it stands by' },
  { name: 'ds_operator_invalid_jobs_total', labels: ['kind'], meaning: 'jobs that were found invalid' },
  { name: 'ds_operator_catalog_valid', labels: [], meaning: '1 if the mounted catalog is in use' },
  { name: 'ds_operator_catalog_last_load_timestamp_seconds', labels: [], meaning: 'when the catalog in use was read' },
];

/** What a survey tool pushes. */
export const SURVEY_METRICS_TABLE: readonly Metric[] = [
  { name: 'ds_nps_responses', labels: ['survey', 'score', 'tenant'], meaning: 'how many have given the score, `0` to `10`, in the survey; `tenant` where they told their team' },
];

/** What the rules record. */
export const RECORDED_METRICS_TABLE: readonly Metric[] = [
  { name: 'job:ds_job_submitted:event', labels: JOB_LABELS, meaning: 'one sample for each job that was submitted' },
  { name: 'job:ds_job_started:wait_seconds', labels: JOB_LABELS, meaning: 'one sample for each start of a job: seconds since it was submitted' },
  { name: 'job:ds_job_ended:duration_seconds', labels: [...JOB_LABELS, 'phase'], meaning: 'one sample for each job that ended: seconds since its start' },
  { name: 'tenant:ds_jobs:count', labels: ['tenant', 'kind', 'phase'], meaning: 'jobs that are there' },
  { name: 'tenant:ds_gpus:allocated', labels: ['tenant'], meaning: 'GPUs (or slices) that the pods of a tenant hold' },
  { name: 'tenant:ds_cpus:allocated', labels: ['tenant'], meaning: 'CPU cores that the pods of a tenant hold' },
  { name: 'tenant:ds_quota:ratio', labels: ['tenant', 'resource'], meaning: 'part of the nominal quota in use; above 1 is borrowed' },
  { name: 'gpu:ds_gpu_utilisation:percent', labels: GPU, meaning: 'how busy a GPU is; `pod` holds it' },
  { name: 'gpu:ds_gpu_memory:ratio', labels: GPU, meaning: 'part of a GPU\'s memory in use' },
  { name: 'gpu:ds_gpu_xid:last', labels: ['UUID', 'gpu', 'Hostname', 'modelName'], meaning: 'number of the last XID error of a GPU; 0 is none' },
  { name: 'tenant:ds_gpu_utilisation:percent', labels: ['tenant'], meaning: 'mean over the GPUs that a tenant holds' },
  { name: 'ds:month:number', labels: [], meaning: 'the month of the year (UTC), which budgets begin with' },
  { name: 'tenant:ds_gpu_hours:month', labels: ['tenant'], meaning: 'hours of GPU since the month began' },
  { name: 'tenant:ds_cpu_hours:month', labels: ['tenant'], meaning: 'hours of CPU core since the month began' },
  { name: 'tenant:ds_gpu_hours:budget', labels: ['tenant'], meaning: 'hours of GPU that the tenant may use in a month' },
  { name: 'tenant:ds_cpu_hours:budget', labels: ['tenant'], meaning: 'hours of CPU core that the tenant may use in a month' },
  { name: 'tenant:ds_gpu_budget:ratio', labels: ['tenant'], meaning: 'part of the budget that is used' },
  { name: 'tenant:ds_cpu_budget:ratio', labels: ['tenant'], meaning: 'part of the budget that is used' },
  { name: 'survey:ds_nps:responses', labels: ['survey'], meaning: 'answers to a survey' },
  { name: 'survey:ds_nps:score', labels: ['survey'], meaning: 'Net Promoter Score of a survey, -100 to 100' },
];

/** Metrics of others that the rules and dashboards read, by who makes them. */
export const FOREIGN_METRICS: Readonly<Record<string, readonly string[]>> = {
  'kube-state-metrics': ['kube_node_status_allocatable', 'kube_pod_container_resource_requests', 'kube_pod_status_phase'],
  Kueue: ['kueue_admitted_active_workloads', 'kueue_cluster_queue_nominal_quota', 'kueue_cluster_queue_resource_usage', 'kueue_cluster_queue_status', 'kueue_pending_workloads'],
  'DCGM exporter': ['DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_UTIL', 'DCGM_FI_DEV_POWER_USAGE', 'DCGM_FI_DEV_XID_ERRORS'],
  'the operator (Node.js)': ['process_resident_memory_bytes'],
};
