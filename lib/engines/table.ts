import { CERT_MANAGER } from './certificates';
import { SPARK_OPERATOR } from './controllers';
import type { EngineDefinition, EngineName } from './engine';
import { GPU_OPERATOR } from './devices';
import { ISTIO_BASE, ISTIO_CNI, ISTIO_GATEWAY, ISTIOD, ZTUNNEL } from './mesh';
import { KUBE_PROMETHEUS_STACK } from './monitoring';
import { JOBSET, KUEUE } from './queueing';

/** The upstream engines, each after those that it needs. */
export const ENGINES: readonly EngineDefinition[] = [
  CERT_MANAGER,
  ISTIO_BASE,
  ISTIOD,
  ISTIO_CNI,
  ZTUNNEL,
  ISTIO_GATEWAY,
  JOBSET,
  KUEUE,
  SPARK_OPERATOR,
  KUBE_PROMETHEUS_STACK,
  GPU_OPERATOR,
];

/** Names of all engines. */
export const ENGINE_NAMES: readonly EngineName[] = ENGINES.map(({ name }) => name);

/** The engine of a name. */
export function engineOf(name: EngineName): EngineDefinition {
  return ENGINES.find((engine) => engine.name === name) as EngineDefinition;
}
