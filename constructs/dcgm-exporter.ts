import { Construct } from 'constructs';
import { checkPools } from '../lib/devices/daemon';
import { compileDcgmExporter } from '../lib/devices/dcgm-exporter';
import { PlatformCatalog } from './catalog';
import type { GpuNodePool } from './gpu-node-pool';
import { addObjects, refuse } from './objects';

/** Properties of {@link DcgmExporter}. */
export interface DcgmExporterProps {
  /** Pools whose GPUs are watched. */
  readonly pools: readonly GpuNodePool[];
  /** Namespace whose pods may read the metrics. @default - none */
  readonly metricsNamespace?: string;
  /** Whether Prometheus' operator is told of the metrics. @default false */
  readonly serviceMonitor?: boolean;
  /** Whether the use of tensor cores and memory is measured too, for which the exporter needs the capability SYS_ADMIN. @default false */
  readonly profiling?: boolean;
  /** RuntimeClass of NVIDIA's container runtime, where it is not the nodes' default. @default - the default runtime */
  readonly runtimeClassName?: string;
}

/** NVIDIA's exporter of metrics on the nodes of GPU pools: utilisation, memory, power, temperature, errors, by pod. */
export class DcgmExporter extends Construct {
  /** @throws PlatformError without pools */
  constructor(scope: Construct, id: string, props: DcgmExporterProps) {
    super(scope, id);
    const pools = props.pools.map(({ spec }) => spec);
    refuse('InvalidSpec', 'DcgmExporter', checkPools(pools, 'to watch'));
    const { registryMirror } = PlatformCatalog.of(this);
    addObjects(this, compileDcgmExporter({ ...props, pools, registryMirror }));
  }
}
