import type { Construct, IConstruct } from 'constructs';

/** What hands out the GPUs of each construct tree: two of them would both register with every kubelet. */
const OWNERS = new WeakMap<IConstruct, Construct>();

/**
 * Makes a construct the one that hands out the GPUs of its tree.
 * @throws Error if another one does
 */
export function ownDevices(construct: Construct): void {
  const { root, path } = construct.node;
  const other = OWNERS.get(root);
  if (other !== undefined) {
    const given = `${other.node.path}, a ${other.constructor.name}`;
    throw new Error(`${path}: GPUs are handed out already (given ${given}). Allowed: one NvidiaDevicePlugin or one GpuOperator in a tree. Remove one of them.`);
  }
  OWNERS.set(root, construct);
}
