import type { PrinterColumn } from '../../schema/crd';

/** The columns that `kubectl get` shows of every kind of job. */
export const COLUMNS: readonly PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
  { name: 'Framework', type: 'string', jsonPath: '.spec.framework' },
  { name: 'Size', type: 'string', jsonPath: '.spec.size' },
  { name: 'Queue', type: 'string', jsonPath: '.spec.queue' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Duration', type: 'string', jsonPath: '.status.duration' },
  { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
];
