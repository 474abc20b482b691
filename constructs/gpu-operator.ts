import { Construct } from 'constructs';
import { compileGpuOperator, validateGpuOperator } from '../lib/devices/gpu-operator';
import { PlatformCatalog } from './catalog';
import { DcgmExporter } from './dcgm-exporter';
import { ownDevices } from './device-owner';
import type { GpuNodePool } from './gpu-node-pool';
import { addObjects, refuse } from './objects';

/** Properties of {@link GpuOperator}. */
export interface GpuOperatorProps {
  /** Pools that the operator serves. */
  readonly pools: readonly GpuNodePool[];
  /** Namespace that NVIDIA's chart is installed in. @default 'gpu-operator' */
  readonly namespace?: string;
  /** Whether the namespace is left to whoever installs the chart. @default false */
  readonly existingNamespace?: boolean;
  /** Whether the operator installs the driver; not where the nodes' image has it. @default true */
  readonly driver?: boolean;
  /** Whether the operator installs the container toolkit; not where the nodes' image has it. @default true */
  readonly toolkit?: boolean;
  /** Whether the operator runs the exporter of metrics; not beside {@link DcgmExporter}. @default true */
  readonly dcgmExporter?: boolean;
  /** Whether Prometheus' operator is told of the metrics. @default false */
  readonly serviceMonitor?: boolean;
}

/**
 * How NVIDIA's GPU Operator serves GPU pools: driver, toolkit, device plugin, MIG manager, metrics. The operator itself is NVIDIA's chart,
 * installed with `clusterPolicy.deployCR: false`.
 */
export class GpuOperator extends Construct {
  /** @throws PlatformError if the operator cannot serve these pools together; Error if something else hands out the tree's GPUs */
  constructor(scope: Construct, id: string, props: GpuOperatorProps) {
    super(scope, id);
    ownDevices(this);
    const pools = props.pools.map(({ spec }) => spec);
    refuse('InvalidSpec', 'GpuOperator/cluster-policy', validateGpuOperator(pools));
    const { registryMirror } = PlatformCatalog.of(this);
    addObjects(this, compileGpuOperator({ ...props, pools, registryMirror, namespace: props.namespace ?? 'gpu-operator' }));
    if (props.dcgmExporter !== false) this.node.addValidation({ validate: () => this.twins() });
  }

  private twins(): string[] {
    const others = this.node.root.node.findAll().filter((construct) => construct instanceof DcgmExporter);
    return others.map(({ node }) => `${node.path}: metrics of GPUs are exported already (given ${this.node.path}). Allowed: one exporter. Remove it, or set dcgmExporter: false there.`);
  }
}
