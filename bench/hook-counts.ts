import type { Sandbox } from '../sandbox/sandbox';

/** How often a hook was called, and how long it worked. */
export interface HookCount {
  readonly calls: number;
  readonly milliseconds: number;
}

/** What all pods of the operator were asked since they started. */
export class HookCounts {
  constructor(
    readonly sync: HookCount,
    readonly customize: HookCount,
  ) {}

  since(before: HookCounts): HookCounts {
    return new HookCounts(less(this.sync, before.sync), less(this.customize, before.customize));
  }
}

interface Pods {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly deletionTimestamp?: string } }[];
}

/** Reads the metrics of every pod of the operator that stays, through the API server. */
export async function hookCounts(sandbox: Sandbox): Promise<HookCounts> {
  const { items } = JSON.parse(await sandbox.kubectl(['get', 'pods', '-n', 'ds-platform', '-l', 'app.kubernetes.io/name=ds-operator', '-o', 'json'])) as Pods;
  const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const texts = await Promise.all(staying.map(({ metadata }) => sandbox.kubectl(['get', '--raw', `/api/v1/namespaces/ds-platform/pods/${metadata.name}:8080/proxy/metrics`])));
  const text = texts.join('\n');
  return new HookCounts(count(text, 'sync'), count(text, 'customize'));
}

function count(text: string, hook: string): HookCount {
  const sum = (suffix: string) =>
    [...text.matchAll(new RegExp(`^ds_operator_hook_duration_seconds_${suffix}{[^}]*hook="${hook}"[^}]*} (\\S+)$`, 'gm'))].reduce((total, match) => total + Number(match[1]), 0);
  return { calls: sum('count'), milliseconds: sum('sum') * 1000 };
}

function less(one: HookCount, other: HookCount): HookCount {
  return { calls: one.calls - other.calls, milliseconds: one.milliseconds - other.milliseconds };
}
