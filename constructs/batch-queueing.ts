import { Construct } from 'constructs';
import { compileFlavors } from '../lib/nodes/compile';
import { PlatformCatalog } from './catalog';
import { addObjects } from './objects';

/** What queues count by: a ResourceFlavor of Kueue for each node pool of the catalog. The queues themselves belong to tenants. */
export class BatchQueueing extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    addObjects(this, compileFlavors(PlatformCatalog.of(this).nodePools));
  }
}
