import type { V1CustomResourceDefinition } from '@kubernetes/client-node';
import type { Sandbox } from '../../../sandbox/sandbox';
import { eventually } from './cluster';

/**
 * Waits until an API server serves all CustomResourceDefinitions that it has. `kubectl wait` would fail on those that are so new that they have no
 * conditions yet.
 */
export async function established(server: Sandbox): Promise<void> {
  await eventually('all definitions are established', async () => {
    const { items } = JSON.parse(await server.kubectl(['get', 'crd', '-o', 'json'])) as { items: V1CustomResourceDefinition[] };
    return items.every(({ status }) => status?.conditions?.some(({ type, status: value }) => type === 'Established' && value === 'True'));
  });
}
