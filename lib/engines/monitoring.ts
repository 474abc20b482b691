import { JOB_KINDS } from '../jobs/registry';
import { jobMetricsConfig } from '../monitoring/job-metrics';
import type { Json } from '../k8s/object';
import type { EngineDefinition } from './engine';
import { imageParts } from './image-parts';

/** `registry`, `repository` and `tag`, the form that these charts take an image in. */
function three(reference: string): { registry: string; repository: string; tag: string } {
  const { registry, path, tag } = imageParts(reference);
  return { registry, repository: path, tag };
}

/** Prometheus, Alertmanager, Grafana, and what they measure with. */
export const KUBE_PROMETHEUS_STACK: EngineDefinition = {
  name: 'kubePrometheusStack',
  chart: { name: 'kube-prometheus-stack', version: '88.5.3', repository: 'oci://ghcr.io/prometheus-community/charts' },
  see: 'https://github.com/prometheus-community/helm-charts/tree/kube-prometheus-stack-88.5.3/charts/kube-prometheus-stack, https://github.com/grafana-community/helm-charts/tree/grafana-12.11.1/charts/grafana',
  release: 'kube-prometheus-stack',
  namespace: 'monitoring',
  // The node exporter looks at the nodes themselves.
  podSecurity: 'privileged',
  apiGroups: ['monitoring.coreos.com'],
  after: [],
  workloads: ['deployment/kube-prometheus-stack-operator', 'deployment/kube-prometheus-stack-kube-state-metrics', 'deployment/kube-prometheus-stack-grafana'],
  images: {
    operator: 'quay.io/prometheus-operator/prometheus-operator:v0.93.1',
    reloader: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1',
    prometheus: 'quay.io/prometheus/prometheus:v3.14.0-distroless',
    alertmanager: 'quay.io/prometheus/alertmanager:v0.34.0',
    kubeStateMetrics: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0',
    nodeExporter: 'quay.io/prometheus/node-exporter:v1.12.1-distroless',
    grafana: 'docker.io/grafana/grafana:13.2.0',
    grafanaSidecar: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
  },
  values: ({ image }) => ({
    prometheusOperator: {
      image: three(image('operator')),
      prometheusConfigReloader: { image: three(image('reloader')) },
      // Their certificates would be made by Helm hooks, which run nowhere here.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
    },
    prometheus: { prometheusSpec: { image: three(image('prometheus')) } },
    alertmanager: { alertmanagerSpec: { image: three(image('alertmanager')) } },
    'prometheus-node-exporter': { image: { ...three(image('nodeExporter')), distroless: false } },
    'kube-state-metrics': {
      image: three(image('kubeStateMetrics')),
      // Given here, so that nothing has to be there before it starts.
      customResourceState: { enabled: true, config: jobMetricsConfig(JOB_KINDS) as unknown as Json },
    },
    grafana: {
      image: three(image('grafana')),
      sidecar: { image: three(image('grafanaSidecar')) },
      // One makes files of root's its own as root; the other is for `helm test`.
      initChownData: { enabled: false },
      testFramework: { enabled: false },
    },
  }),
};
