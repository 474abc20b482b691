import { Chart } from 'cdk8s';
import { BatchQueueing } from '../../constructs/batch-queueing';
import { PlatformCatalog } from '../../constructs/catalog';
import { catalog, CPU_NODES, GPU_NODES } from '../builders/catalog';
import { chart, names } from '../builders/charts';

describe('BatchQueueing', () => {
  test('emits a ResourceFlavor for each pool of the catalog', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
    new BatchQueueing(new Chart(platform, 'queueing'), 'flavors');
    expect(names(platform.node.findChild('queueing') as Chart)).toEqual(['ResourceFlavor//cpu', 'ResourceFlavor//gpu']);
  });

  test('emits the topologies that pools name, before the flavors that refer to them', () => {
    const platform = chart();
    const nodePools = { cpu: CPU_NODES, gpu: { ...GPU_NODES, topologyName: 'racks', topologyLevels: ['rack', 'kubernetes.io/hostname'] } };
    new PlatformCatalog(platform, 'catalog', { catalog: catalog({ nodePools }) });
    const queueing = new Chart(platform, 'queueing');
    new BatchQueueing(queueing, 'flavors');
    const [topology, , flavor] = queueing.toJson() as { metadata: object; spec: object }[];
    expect(topology).toMatchObject({ metadata: { name: 'racks' }, spec: { levels: [{ nodeLabel: 'rack' }, { nodeLabel: 'kubernetes.io/hostname' }] } });
    expect(flavor).toMatchObject({ metadata: { name: 'gpu' }, spec: { topologyName: 'racks' } });
  });
});
