import { Construct } from 'constructs';
import { compileFlavors } from '../lib/nodes/compile';
import { compileTopologies } from '../lib/nodes/topology';
import { compileCohorts, compilePriorities } from '../lib/queues/compile-queueing';
import { PlatformCatalog } from './catalog';
import { addObjects } from './objects';

/**
 * What all queues of the platform's catalog have in common: a ResourceFlavor of Kueue for each node pool, the Topologies that they name,
 * cohorts, and priorities. The queues themselves belong to tenants.
 */
export class BatchQueueing extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const catalog = PlatformCatalog.of(this);
    const { nodePools } = catalog;
    addObjects(this, [...compileTopologies(nodePools), ...compileFlavors(nodePools), ...compileCohorts(catalog), ...compilePriorities(catalog)]);
  }
}
