import { Chart } from 'cdk8s';
import { BatchQueueing } from '../../constructs/batch-queueing';
import { PlatformCatalog } from '../../constructs/catalog';
import { catalog, CPU_NODES, GPU_NODES } from '../builders/catalog';
import { chart, names } from '../builders/charts';

const PRIORITIES = ['ds-notebook', 'high', 'low', 'normal'].map((name) => `WorkloadPriorityClass//${name}`);

describe('BatchQueueing', () => {
  test('emits a ResourceFlavor for each pool of the catalog, and the priorities that a platform starts with', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
    new BatchQueueing(new Chart(platform, 'queueing'), 'flavors');
    expect(names(platform.node.findChild('queueing') as Chart)).toEqual(['ResourceFlavor//cpu', 'ResourceFlavor//gpu', ...PRIORITIES]);
  });

  test('emits the cohorts that are more than a name, and the priorities of the catalog', () => {
    const platform = chart();
    const cohorts = { research: { parentName: 'company' }, company: { quota: { gpu: { cpu: '8', memory: '32Gi', gpus: 2 } } }, loose: {} };
    new PlatformCatalog(platform, 'catalog', { catalog: catalog({ queueing: { cohorts, priorities: { urgent: { value: 5 } } } }) });
    new BatchQueueing(new Chart(platform, 'queueing'), 'queueing');
    expect(names(platform.node.findChild('queueing') as Chart).slice(2)).toEqual(['Cohort//company', 'Cohort//research', 'WorkloadPriorityClass//ds-notebook', 'WorkloadPriorityClass//urgent']);
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
