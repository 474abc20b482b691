import type { Sandbox } from '../sandbox/sandbox';

/** How often jobs were judged, and how long that took. */
export interface SyncCount {
  readonly calls: number;
  readonly milliseconds: number;
}

interface Pods {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly deletionTimestamp?: string } }[];
}

/** The histogram of the present operator, and that of one whose hooks Metacontroller calls. */
const HISTOGRAMS = ['ds_operator_sync_duration_seconds', 'ds_operator_hook_duration_seconds'];

/** What every pod of the operator that stays says of itself, read through the API server. */
async function metricsOf(sandbox: Sandbox): Promise<string[]> {
  const { items } = JSON.parse(await sandbox.kubectl(['get', 'pods', '-n', 'ds-platform', '-l', 'app.kubernetes.io/name=ds-operator', '-o', 'json'])) as Pods;
  const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return Promise.all(staying.map(({ metadata }) => sandbox.kubectl(['get', '--raw', `/api/v1/namespaces/ds-platform/pods/${metadata.name}:8080/proxy/metrics`])));
}

/** How often the operator has judged jobs until now. */
export async function syncCount(sandbox: Sandbox): Promise<SyncCount> {
  const text = (await metricsOf(sandbox)).join('\n');
  const sum = (suffix: string) => HISTOGRAMS.reduce((total, name) => total + sumOf(text, `${name}_${suffix}`), 0);
  return { calls: sum('count'), milliseconds: sum('sum') * 1000 };
}

/** Most memory that a pod of the operator holds now, in MiB. */
export async function residentMebibytes(sandbox: Sandbox): Promise<number> {
  return Math.max(...(await metricsOf(sandbox)).map((text) => Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20));
}

/** All samples of a metric; those of the hook customize are no syncs. */
function sumOf(text: string, metric: string): number {
  return [...text.matchAll(new RegExp(`^${metric}{([^}]*)} (\\S+)$`, 'gm'))].filter(([, labels = '']) => !labels.includes('hook="customize"')).reduce((total, match) => total + Number(match[2]), 0);
}

/** What has come since. */
export function less(one: SyncCount, other: SyncCount): SyncCount {
  return { calls: one.calls - other.calls, milliseconds: one.milliseconds - other.milliseconds };
}
