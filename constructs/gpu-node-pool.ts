import { Construct } from 'constructs';
import type { NodePoolSpec, TaintSpec } from '../lib/catalog/spec';
import { formatFieldError } from '../lib/errors';
import { capacityOf } from '../lib/nodes/devices';
import { nodeLabelsOf, nodePoolsOf, nodeTaintsOf } from '../lib/nodes/entries';
import { compileGpuNodePool } from '../lib/nodes/provider';
import type { GpuNodePoolSpec } from '../lib/nodes/spec';
import { validateAgainstCatalog, validateGpuNodePool } from '../lib/nodes/validate-gpu-node-pool';
import { PlatformCatalog } from './catalog';
import { addObjects, refuse } from './objects';

/** Properties of {@link GpuNodePool}. */
export type GpuNodePoolProps = Readonly<GpuNodePoolSpec>;

/**
 * A pool of nodes with GPUs: what makes its nodes (Karpenter's or Cluster API's objects; nothing for nodes that are there), and a
 * DeviceClass where pods claim GPUs. Give its `nodePools` to the catalog; {@link BatchQueueing} makes the ResourceFlavors.
 * Existing nodes must carry the pool's `nodeLabels` and `nodeTaints` already.
 */
export class GpuNodePool extends Construct {
  /** The pool as it was described. */
  readonly spec: GpuNodePoolSpec;

  /** @throws PlatformError with every error of the pool */
  constructor(scope: Construct, id: string, props: GpuNodePoolProps) {
    super(scope, id);
    this.spec = { ...props };
    refuse('InvalidSpec', `GpuNodePool/${props.name}`, validateGpuNodePool(this.spec));
    const objects = compileGpuNodePool(this.spec);
    addObjects(this, objects, objects[0]);
    // The catalog is made from the pool, so whether they fit each other can be told only at the end.
    this.node.addValidation({ validate: () => validateAgainstCatalog(this.spec, PlatformCatalog.of(this)).map(formatFieldError) });
  }

  /** Name of the pool: its key in the catalog, and the name of its ResourceFlavor. */
  get name(): string {
    return this.spec.name;
  }

  /** The pool's entries in the catalog's `nodePools`: one, or one for each profile where GPUs are cut into parts that differ. */
  get nodePools(): Record<string, NodePoolSpec> {
    return nodePoolsOf(this.spec);
  }

  /**
   * The pool's entry in the catalog's `nodePools`, where it has one alone.
   * @throws Error when it has several
   */
  get nodePool(): NodePoolSpec {
    const [entry, ...others] = Object.values(this.nodePools);
    if (entry === undefined || others.length > 0) {
      const given = Object.keys(this.nodePools).join(', ');
      throw new Error(`${this.node.path}: no single entry of the catalog (given ${given}). Allowed: pools with one kind of device. Use nodePools.`);
    }
    return entry;
  }

  /** Devices of all its nodes, by entry of the catalog: what quotas share out. For pools that grow, at their largest. */
  get capacity(): Record<string, number> {
    return capacityOf(this.spec);
  }

  /** Devices of all its nodes together. */
  get gpus(): number {
    return Object.values(this.capacity).reduce((sum, count) => sum + count, 0);
  }

  /** Labels that every node of the pool carries. */
  get nodeLabels(): Record<string, string> {
    return nodeLabelsOf(this.spec);
  }

  /** Taints that every node of the pool carries. */
  get nodeTaints(): TaintSpec[] {
    return nodeTaintsOf(this.spec);
  }
}
