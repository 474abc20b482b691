import { Chart } from 'cdk8s';
import { BatchQueueing } from '../../constructs/batch-queueing';
import { PlatformCatalog } from '../../constructs/catalog';
import { catalog } from '../builders/catalog';
import { chart, names } from '../builders/charts';

describe('BatchQueueing', () => {
  test('emits a ResourceFlavor for each pool of the catalog', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
    new BatchQueueing(new Chart(platform, 'queueing'), 'flavors');
    expect(names(platform.node.findChild('queueing') as Chart)).toEqual(['ResourceFlavor//cpu', 'ResourceFlavor//gpu']);
  });
});
