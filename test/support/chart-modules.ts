import type { EngineName } from '../../lib/engines/engine';
import type { GoModule } from '../../sandbox/binaries';

/**
 * Charts that come in Go modules: folder of the sandbox's module, import path, and folder inside. Those of the engines that the sandbox runs are
 * of the table's versions; Istio's is newer.
 */
export const CHARTS_IN_MODULES = {
  jobset: ['jobset', 'sigs.k8s.io/jobset', 'charts/jobset'],
  kueue: ['kueue', 'sigs.k8s.io/kueue', 'charts/kueue'],
  sparkOperator: ['spark-operator', 'github.com/kubeflow/spark-operator/v2', 'charts/spark-operator-chart'],
  istioBase: ['istio', 'istio.io/istio', 'manifests/charts/base'],
  istiod: ['istio', 'istio.io/istio', 'manifests/charts/istio-control/istio-discovery'],
  istioCni: ['istio', 'istio.io/istio', 'manifests/charts/istio-cni'],
  ztunnel: ['istio', 'istio.io/istio', 'manifests/charts/ztunnel'],
  istioGateway: ['istio', 'istio.io/istio', 'manifests/charts/gateway'],
} as const satisfies Partial<Record<EngineName, readonly [GoModule, string, string]>>;
