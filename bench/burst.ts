import { setTimeout as sleep } from 'node:timers/promises';
import { JOB_API_VERSION } from '../lib';
import type { Sandbox } from '../sandbox/sandbox';
import { SIMULATED_TENANT } from '../test/controlplane/support/platform';
import { watchObjects } from '../test/controlplane/support/watch';
import { job } from './round';

/** Jobs that are created at once. */
export const BURST = 2500;

/** How long a crowd of new jobs waits for an answer. */
export interface Burst {
  /** Seconds that `kubectl create` of all took. */
  readonly created: number;
  /** Seconds from its start until the last job had a status. */
  readonly answered: number;
}

/** Creates a crowd of jobs with one call, and waits until each has its first status. */
export async function burst(sandbox: Sandbox, prefix: string): Promise<Burst> {
  const answered = new Set<string>();
  const path = `/apis/${JOB_API_VERSION}/namespaces/${SIMULATED_TENANT}/tensorflowjobs`;
  const watch = await watchObjects<{ metadata: { name: string }; status?: { phase?: string } }>(sandbox, path, ({ object }) => {
    if (object.metadata.name.startsWith(prefix) && object.status?.phase !== undefined) answered.add(object.metadata.name);
  });
  const items = Array.from({ length: BURST }, (_, index) => job(`${prefix}-${index}`));
  const started = performance.now();
  await sandbox.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const created = (performance.now() - started) / 1000;
  while (answered.size < BURST) {
    if (watch.broken !== undefined) throw watch.broken;
    if (performance.now() - started > 900_000) throw new Error(`Only ${answered.size} of ${BURST} jobs have a status.`);
    await sleep(20);
  }
  const seconds = (performance.now() - started) / 1000;
  watch.stop();
  await sandbox.kubectl(['delete', 'tensorflowjobs', '-n', SIMULATED_TENANT, ...items.map(({ metadata }) => metadata.name), '--wait=false']);
  return { created, answered: seconds };
}
