import type { Dashboard } from './dashboard';

const BY_HOOK = 'sum by (hook, le) (rate(ds_operator_hook_duration_seconds_bucket[$__rate_interval]))';

/** What the platform's own operator does. */
export const OPERATOR: Dashboard = {
  uid: 'ds-operator',
  title: 'Data science: Operator',
  description: 'The hooks that Metacontroller calls, and the catalog that they work with.',
  range: '6h',
  variables: [],
  rows: [
    {
      title: 'Hooks',
      panels: [
        { title: 'Catalog in use', description: 'Whether every pod of the operator uses the mounted catalog: 1, else 0.', kind: 'stat', queries: [{ expr: 'min(ds_operator_catalog_valid)', legend: 'valid' }] },
        { title: 'Age of the catalog', description: 'Since the newest read of it.', kind: 'stat', unit: 's', queries: [{ expr: 'time() - max(ds_operator_catalog_last_load_timestamp_seconds)', legend: 'age' }] },
        { title: 'Calls', description: 'By route and status code, a second.', kind: 'lines', unit: 'reqps', queries: [{ expr: 'sum by (route, code) (rate(ds_operator_http_requests_total[$__rate_interval]))', legend: '{{route}} {{code}}' }] },
        {
          title: 'Time to answer',
          description: 'Half and 99 of 100 calls were answered sooner.',
          kind: 'lines',
          unit: 's',
          queries: [
            { expr: `histogram_quantile(0.5, ${BY_HOOK})`, legend: '{{hook}} median' },
            { expr: `histogram_quantile(0.99, ${BY_HOOK})`, legend: '{{hook}} 99 %' },
          ],
        },
        { title: 'Invalid jobs', description: 'Syncs that found a job invalid, a second.', kind: 'lines', queries: [{ expr: 'sum by (kind) (rate(ds_operator_invalid_jobs_total[$__rate_interval]))', legend: '{{kind}}' }] },
        { title: 'Memory', description: 'Of each pod of the operator.', kind: 'lines', unit: 'bytes', queries: [{ expr: 'process_resident_memory_bytes and on (instance) ds_operator_catalog_valid', legend: '{{pod}}' }] },
      ],
    },
  ],
};
