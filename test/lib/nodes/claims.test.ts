import type { Catalog } from '../../../lib/catalog/spec';
import { validateCatalog } from '../../../lib/catalog/validate';
import { compileClaimTemplates } from '../../../lib/nodes/claims';
import { catalog as catalogOf, CPU_NODES, GPU_NODES } from '../../builders/catalog';
import { texts } from '../../builders/errors';
import { mainOf, podOf, pythonJob } from '../../builders/jobs';

const size = (gpus: number, nodePool = 'gpu') => ({ cpu: '1', memory: '1Gi', gpus, nodePool });
const catalog: Catalog = catalogOf({
  sizes: { One: size(1), Also: size(1), Two: size(2), Cpu: size(0), Other: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } },
  nodePools: { cpu: CPU_NODES, gpu: { ...GPU_NODES, deviceClassName: 'a100.example.com' } },
});

test('there is a template for each number of GPUs of a pool that is claimed from', () => {
  const [one, two, ...others] = compileClaimTemplates('s-mlplatform', ['cpu', 'gpu'], catalog);
  expect(one).toEqual({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: 'gpu-1', namespace: 's-mlplatform', labels: { 'app.kubernetes.io/managed-by': 'ds-platform' } },
    spec: { spec: { devices: { requests: [{ name: 'gpus', exactly: { deviceClassName: 'a100.example.com', allocationMode: 'ExactCount', count: 1 } }] } } },
  });
  expect(two?.metadata.name).toBe('gpu-2');
  expect(others).toEqual([]);
  expect(compileClaimTemplates('s-mlplatform', ['cpu'], catalog)).toEqual([]);
});

test('pods of such a pool claim their GPUs, and ask for no resource of a device plugin', () => {
  const job = pythonJob({ size: 'Two', pipPackages: ['six'] });
  expect(podOf(job, catalog).resourceClaims).toEqual([{ name: 'gpus', resourceClaimTemplateName: 'gpu-2' }]);
  expect(mainOf(job, catalog).resources).toEqual({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' }, claims: [{ name: 'gpus' }] });
  expect(podOf(job, catalog).initContainers?.[0]?.resources).not.toHaveProperty('claims');
  expect(podOf(pythonJob({ size: 'Cpu' }), catalog)).not.toHaveProperty('resourceClaims');
});

test('a DeviceClass has a name that the API server takes', () => {
  expect(texts(validateCatalog(catalogOf({ nodePools: { cpu: CPU_NODES, gpu: { ...GPU_NODES, deviceClassName: 'GPU' } } })))).toEqual([
    'nodePools.gpu.deviceClassName: not a DeviceClass (given "GPU"). Allowed: a DNS name of at most 253 characters. Write it like "gpu.nvidia.com".',
  ]);
});
