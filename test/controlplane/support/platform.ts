import type { Catalog } from '../../../lib';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { platformWith } from '../../builders/tenants';

/** Tenant whose jobs run in real containers. */
export const TENANT = 's-mlplatform';

/** Tenant whose jobs run on simulated nodes: its queue has room for 20 jobs of two pods with a GPU each. */
export const SIMULATED_TENANT = 's-simulated';

/** Labels of the simulated nodes. */
export const SIMULATED_LABELS = { 'ds.bloomberg.com/node-pool': 'simulated' };

/** Sizes with which a job of every kind has room on the real node at the same time. */
const PARTS = { CpuPart: { cpu: '200m', memory: '512Mi', nodePool: 'cpu' }, GpuPart: { cpu: '250m', memory: '1Gi', gpus: 1, nodePool: 'gpu' } };

/** The sandbox's catalog, and a pool of simulated nodes. */
export function testCatalog(): Catalog {
  const catalog = sandboxCatalog() as Catalog;
  return {
    ...catalog,
    notebookGateway: NOTEBOOK_GATEWAY,
    sizes: { ...catalog.sizes, ...PARTS, SimulatedGpu: { cpu: '1', memory: '1Gi', gpus: 1, nodePool: 'simulated' }, SimulatedPart: { cpu: '100m', memory: '64Mi', nodePool: 'simulated' } },
    nodePools: {
      ...catalog.nodePools,
      simulated: { labels: SIMULATED_LABELS, taints: [{ key: 'kwok.x-k8s.io/node', value: 'fake', effect: 'NoSchedule' }] },
    },
  };
}

/** The platform that the tests run on, as YAML in the order in which it is applied. */
export function testPlatform(): string[] {
  const real = {
    name: TENANT,
    owners: ['ml-platform-owners'],
    submitters: ['ml-platform-scientists'],
    quota: { cpu: { cpu: '1', memory: '4Gi' }, gpu: { cpu: '1500m', memory: '6Gi', gpus: 8 } },
    egress: [{ name: 'package-index', namespaceSelector: { 'kubernetes.io/metadata.name': 'sandbox-system' }, ports: [{ port: 8080 }, { port: 8081 }] }],
  };
  const simulated = { name: SIMULATED_TENANT, owners: ['ml-platform-owners'], quota: { simulated: { cpu: '64', memory: '64Gi', gpus: 40 } } };
  return platformWith([real, simulated], testCatalog(), { operator: true });
}
