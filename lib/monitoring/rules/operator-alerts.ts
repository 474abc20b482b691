import { alert, type AlertingRule } from './rule';

/** What Metacontroller calls. */
const HOOKS = 'route=~"/sync|/customize"';

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
  alert('HookErrors', 'warning', { expr: `sum(rate(ds_operator_http_requests_total{${HOOKS}, code=~"5.."}[10m])) / sum(rate(ds_operator_http_requests_total{${HOOKS}}[10m])) > 0.05`, for: '10m' }, {
    summary: 'More than one in twenty calls of the hooks fails ({{ $value | humanizePercentage }}).',
    description: 'Metacontroller tries again, so the jobs concerned are late, or stand still.',
    runbook:
      '1. kubectl -n ds-platform logs deploy/ds-operator | grep \'"level":"error"\': the stack of each failure. ' +
      '2. Code 503 means that there is no valid catalog: see DsCatalogInvalid. ' +
      '3. If it began with an upgrade, deploy the version before.',
  }),
  alert('HookSlow', 'warning', { expr: 'histogram_quantile(0.99, sum by (le) (rate(ds_operator_hook_duration_seconds_bucket[10m]))) > 2.5', for: '15m' }, {
    summary: 'One in a hundred calls of the hooks takes longer than {{ $value | humanizeDuration }}.',
    description: 'Metacontroller gives up after 10 s. Jobs start late.',
    runbook:
      '1. Compare the processor time of the operator\'s pods with their node: kubectl top pods -n ds-platform. ' +
      '2. Raise the number of replicas of the Operator.',
  }),
  alert('JobMetricsMissing', 'warning', { expr: 'absent(kube_pod_status_phase) or (sum(rate(ds_operator_http_requests_total{route="/sync", code="200"}[5m])) > 0 unless on () count(ds_job_info) > 0)', for: '15m' }, {
    summary: 'kube-state-metrics does not report jobs.',
    description: 'Jobs that are submitted and deleted meanwhile are missing from every dashboard for good. Budgets count too little.',
    runbook:
      '1. If kube_pod_status_phase is missing too, kube-state-metrics is down. ' +
      '2. Else it does not read the ConfigMap ds-job-metrics: it must be mounted, with --custom-resource-state-config-file. ' +
      '3. Its log names the kinds that it may not list: the ClusterRoleBinding ds-job-metrics must name its ServiceAccount.',
  }),
];
