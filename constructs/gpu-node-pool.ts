import { Construct } from 'constructs';
import type { NodePoolSpec } from '../lib/catalog/spec';
import { formatFieldError } from '../lib/errors';
import { gpuCapacity, nodePoolOf } from '../lib/nodes/compile';
import type { GpuNodePoolSpec } from '../lib/nodes/spec';
import { validateAgainstCatalog, validateGpuNodePool } from '../lib/nodes/validate';
import { PlatformCatalog } from './catalog';
import { refuse } from './objects';

/** Properties of {@link GpuNodePool}. */
export type GpuNodePoolProps = Readonly<GpuNodePoolSpec>;

/**
 * A pool of nodes with GPUs. Give its `nodePool` to the catalog under its name; {@link BatchQueueing} makes the ResourceFlavor.
 * Existing nodes are there already, so nothing else is made for them; they must carry the pool's labels and taints.
 */
export class GpuNodePool extends Construct {
  private readonly spec: GpuNodePoolSpec;

  /** @throws PlatformError with every error of the pool */
  constructor(scope: Construct, id: string, props: GpuNodePoolProps) {
    super(scope, id);
    this.spec = { ...props };
    refuse('InvalidSpec', `GpuNodePool/${props.name}`, validateGpuNodePool(this.spec));
    // The catalog is made from the pool, so whether they fit each other can be told only at the end.
    this.node.addValidation({ validate: () => validateAgainstCatalog(this.spec, PlatformCatalog.of(this)).map(formatFieldError) });
  }

  /** Name of the pool: its key in the catalog, and the name of its ResourceFlavor. */
  get name(): string {
    return this.spec.name;
  }

  /** The pool's entry in the catalog's `nodePools`. */
  get nodePool(): NodePoolSpec {
    return nodePoolOf(this.spec);
  }

  /** GPUs of all its nodes together, to be shared out as quotas. */
  get gpus(): number {
    return gpuCapacity(this.spec);
  }
}
