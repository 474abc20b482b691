import { alert, type AlertingRule } from './rule';

/** Calls to the API server that should have succeeded: a conflict or an object that is gone is in the nature of things. */
const FAILED_CALLS = 'code=~"0|403|429|5.."';

/** Whether the platform's own parts do their work. */
export const OPERATOR_ALERTS: readonly AlertingRule[] = [
  alert('OperatorDown', 'critical', { expr: 'absent(ds_operator_catalog_valid)', for: '5m' }, {
    summary: 'No pod of the operator answers Prometheus.',
    description: 'Running jobs go on. New jobs do not start, and no status changes, until the operator is back.',
    runbook:
      '1. kubectl -n ds-platform get pods -l app.kubernetes.io/name=ds-operator: if none is there, look at the events of the Deployment ds-operator. ' +
      '2. If pods are Ready, Prometheus does not reach them: the Operator must be made with metricsNamespace set to the namespace of Prometheus. ' +
      '3. If they are not, kubectl -n ds-platform logs deploy/ds-operator says why.',
  }),
  alert('CatalogInvalid', 'warning', { expr: 'min(ds_operator_catalog_valid) == 0', for: '10m' }, {
    summary: 'The catalog in the cluster cannot be used.',
    description: 'The operator goes on with the last good catalog. A pod of it that starts now never becomes ready.',
    runbook:
      '1. kubectl -n ds-platform logs deploy/ds-operator | grep catalog: every error with its field. ' +
      '2. Correct the catalog where it is written and deploy it again; the operator reads it within seconds.',
  }),
  alert('OperatorStandsBy', 'critical', { expr: 'max(ds_operator_leading) == 0', for: '5m' }, {
    summary: 'Every pod of the operator stands by, and none works.',
    description: 'Running jobs go on. New jobs do not start, and no status changes.',
    runbook:
      '1. kubectl -n ds-platform get lease ds-operator -o yaml: who holds it, and when it was renewed. ' +
      '2. kubectl -n ds-platform logs deploy/ds-operator | grep lease: why it cannot be renewed. ' +
      '3. If its holder is no pod that is there, delete the Lease.',
  }),
  alert('OperatorCallsFail', 'warning', { expr: `sum(rate(ds_operator_api_calls_total{${FAILED_CALLS}}[10m])) / sum(rate(ds_operator_api_calls_total[10m])) > 0.05`, for: '10m' }, {
    summary: 'More than one in twenty calls of the operator to the API server fails ({{ $value | humanizePercentage }}).',
    description: 'They are tried again, ever later, so the jobs concerned are late, or stand still.',
    runbook:
      '1. kubectl -n ds-platform logs deploy/ds-operator | grep \'"level":"warn"\': each failure, with its job. ' +
      '2. Code 403 means that a tenant has not bound the role ds-operator-tenant: deploy the tenants again. ' +
      '3. Code 0 or 5xx: look at the API server and its webhooks.',
  }),
  alert('JobsNotJudged', 'warning', { expr: 'sum(increase(ds_operator_sync_faults_total[15m])) > 0', for: '1m' }, {
    summary: 'The operator could not judge a job: to do so failed or took too long.',
    description: 'The status of the job says so; what runs of it is left as it is. Other jobs do not suffer.',
    runbook:
      '1. kubectl -n ds-platform logs deploy/ds-operator | grep judged: the job, and the reason. ' +
      '2. If it began with an upgrade, deploy the version before.',
  }),
  alert('OperatorSlow', 'warning', { expr: 'min_over_time(max(ds_operator_queue_depth)[15m:1m]) > 50', for: '1m' }, {
    summary: 'More than {{ $value | humanize }} jobs wait to be looked at, for a quarter of an hour.',
    description: 'Jobs start late, and their statuses are old.',
    runbook:
      '1. Compare the processor time of the operator\'s pods with their node: kubectl top pods -n ds-platform. ' +
      '2. rate(ds_operator_api_calls_total[5m]) says how fast the API server answers: slow webhooks hold up the making of objects.',
  }),
  alert('JobMetricsMissing', 'warning', { expr: 'absent(kube_pod_status_phase) or (sum(rate(ds_operator_sync_duration_seconds_count[5m])) > 0 unless on () count(ds_job_info) > 0)', for: '15m' }, {
    summary: 'kube-state-metrics does not report jobs.',
    description: 'Jobs that are submitted and deleted meanwhile are missing from every dashboard for good. Budgets count too little.',
    runbook:
      '1. If kube_pod_status_phase is missing too, kube-state-metrics is down. ' +
      '2. Else it does not read the ConfigMap ds-job-metrics: it must be mounted, with --custom-resource-state-config-file. ' +
      '3. Its log names the kinds that it may not list: the ClusterRoleBinding ds-job-metrics must name its ServiceAccount.',
  }),
];
