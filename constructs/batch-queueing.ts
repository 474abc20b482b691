import { Construct } from 'constructs';
import { compileFlavors } from '../lib/nodes/compile';
import { compileTopologies } from '../lib/nodes/topology';
import { PlatformCatalog } from './catalog';
import { addObjects } from './objects';

/** What queues count by: a ResourceFlavor of Kueue for each node pool of the catalog, and the Topologies that they name. The queues themselves belong to tenants. */
export class BatchQueueing extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { nodePools } = PlatformCatalog.of(this);
    addObjects(this, [...compileTopologies(nodePools), ...compileFlavors(nodePools)]);
  }
}
