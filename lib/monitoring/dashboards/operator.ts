import type { Dashboard } from './dashboard';

const BY_TIME = 'sum by (le) (rate(ds_operator_sync_duration_seconds_bucket[$__rate_interval]))';

/** What the platform's own operator does. */
export const OPERATOR: Dashboard = {
  uid: 'ds-operator',
  title: 'Data science: Operator',
  description: 'How jobs are looked at and brought about, and the catalog that they are judged by.',
  range: '6h',
  variables: [],
  rows: [
    {
      title: 'Jobs',
      panels: [
        { title: 'Catalog in use', description: 'Whether every pod of the operator uses the mounted catalog: 1, else 0.', kind: 'stat', queries: [{ expr: 'min(ds_operator_catalog_valid)', legend: 'valid' }] },
        { title: 'Age of the catalog', description: 'Since the newest read of it.', kind: 'stat', unit: 's', queries: [{ expr: 'time() - max(ds_operator_catalog_last_load_timestamp_seconds)', legend: 'age' }] },
        { title: 'Leads', description: 'Pods that work; the others stand by.', kind: 'stat', queries: [{ expr: 'sum(ds_operator_leading)', legend: 'leads' }] },
        { title: 'Jobs that wait to be looked at', description: 'Those that are due and not taken up.', kind: 'lines', queries: [{ expr: 'max(ds_operator_queue_depth)', legend: 'jobs' }] },
        { title: 'Jobs looked at', description: 'By kind, a second.', kind: 'lines', queries: [{ expr: 'sum by (kind) (rate(ds_operator_sync_duration_seconds_count[$__rate_interval]))', legend: '{{kind}}' }] },
        { title: 'Calls to the API server', description: 'By what they do and status code, a second.', kind: 'lines', unit: 'reqps', queries: [{ expr: 'sum by (verb, resource, code) (rate(ds_operator_api_calls_total[$__rate_interval]))', legend: '{{verb}} {{resource}} {{code}}' }] },
        { title: 'Watches begun again', description: 'By resource, a second.', kind: 'lines', queries: [{ expr: 'sum by (resource) (rate(ds_operator_watch_restarts_total[$__rate_interval]))', legend: '{{resource}}' }] },
        { title: 'Objects kept', description: 'By resource.', kind: 'lines', queries: [{ expr: 'max by (resource) (ds_operator_objects)', legend: '{{resource}}' }] },
        {
          title: 'Time to judge a job',
          description: 'Half and 99 of 100 were judged sooner.',
          kind: 'lines',
          unit: 's',
          queries: [
            { expr: `histogram_quantile(0.5, ${BY_TIME})`, legend: 'median' },
            { expr: `histogram_quantile(0.99, ${BY_TIME})`, legend: '99 %' },
          ],
        },
        { title: 'Invalid jobs', description: 'Jobs that were found invalid, a second.', kind: 'lines', queries: [{ expr: 'sum by (kind) (rate(ds_operator_invalid_jobs_total[$__rate_interval]))', legend: '{{kind}}' }] },
        { title: 'Memory', description: 'Of each pod of the operator.', kind: 'lines', unit: 'bytes', queries: [{ expr: 'process_resident_memory_bytes and on (instance) ds_operator_catalog_valid', legend: '{{pod}}' }] },
      ],
    },
  ],
};
