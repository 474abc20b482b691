import type { V1Endpoints } from '@kubernetes/client-node';
import type { Catalog } from '../../../lib';
import type { Sandbox } from '../../../sandbox/sandbox';
import { established } from './definitions';
import { istioCrds } from './mesh-crds';
import { SIMULATED_LABELS, testPlatform } from './platform';

/** Puts the platform of now into a sandbox, with simulated nodes for its second tenant, and waits until the operator is ready. */
export async function installPlatform(sandbox: Sandbox): Promise<void> {
  await sandbox.addSimulatedNodes({ count: 10, gpus: 8, labels: SIMULATED_LABELS });
  // The catalog says that there is a gateway for notebooks, and so what leads to them.
  await sandbox.kubectl(['apply', '--server-side', '-f', '-'], await istioCrds());
  await applyPlatform(sandbox, testPlatform());
}

/** Puts a platform (definitions, what all share, tenants; as YAML) into a sandbox, and waits until the operator is ready. */
export async function applyPlatform(sandbox: Sandbox, [definitions = '', platform = '', tenants = '']: readonly string[]): Promise<void> {
  const apply = (text: string) => sandbox.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], text);
  await apply(definitions);
  await established(sandbox);
  await apply(platform);
  await apply(tenants);
  await sandbox.kubectl(['rollout', 'status', 'deployment/ds-operator', '-n', 'ds-platform', '--timeout=120s']);
}

/** Where pods of a sandbox reach its API server: at its Service, and at the addresses behind it. */
export async function apiServerOf(sandbox: Sandbox): Promise<NonNullable<Catalog['apiServer']>> {
  const { subsets = [] } = JSON.parse(await sandbox.kubectl(['get', 'endpoints', 'kubernetes', '-n', 'default', '-o', 'json'])) as V1Endpoints;
  const service = await sandbox.kubectl(['get', 'service', 'kubernetes', '-n', 'default', '-o', 'jsonpath={.spec.clusterIP}']);
  return { cidrs: [service, ...subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip))].map((ip) => `${ip}/32`) };
}
