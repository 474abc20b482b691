import { PLATFORM_NAMESPACE } from '../api';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import type { MonitorTarget } from './spec';
import { seconds } from './timing';

interface Relabeling {
  action: 'labeldrop' | 'keep';
  regex: string;
  sourceLabels?: string[];
}

interface Endpoint {
  port: string;
  scheme?: 'https';
  bearerTokenFile?: string;
  tlsConfig?: { insecureSkipVerify: boolean };
  honorLabels?: boolean;
  interval?: string;
  relabelings?: Relabeling[];
  metricRelabelings?: Relabeling[];
}

/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor */
export type ServiceMonitor = KubeObjectOf<{
  namespaceSelector: { matchNames: string[] } | { any: true };
  selector: { matchLabels: Record<string, string> };
  endpoints: Endpoint[];
}>;

/** Labels of a target that an exporter speaks of itself: `pod` is the pod that a GPU is given to, not the exporter's own. */
const NOT_OURS: Relabeling = { action: 'labeldrop', regex: 'namespace|pod|container' };

/** What a monitor selects, and how it asks. */
type Target = Pick<ServiceMonitor['spec'], 'namespaceSelector' | 'selector'> & { readonly endpoint: Endpoint };

/** What each source's own installation calls its Service and the port of it. */
const TARGETS: Readonly<Record<Exclude<MonitorTarget, 'kube-state-metrics' | 'pushgateway'>, Readonly<Record<string, Target>>>> = {
  operator: {
    'ds-operator': {
      namespaceSelector: { matchNames: [PLATFORM_NAMESPACE] },
      selector: { matchLabels: { 'app.kubernetes.io/name': 'ds-operator' } },
      endpoint: { port: 'http' },
    },
  },
  kueue: {
    'ds-kueue': {
      namespaceSelector: { any: true },
      selector: { matchLabels: { 'app.kubernetes.io/name': 'kueue', 'app.kubernetes.io/component': 'metrics-service' } },
      endpoint: {
        port: 'https',
        scheme: 'https',
        bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
        // Kueue makes its certificate itself, for another name and by no authority that others know.
        tlsConfig: { insecureSkipVerify: true },
      },
    },
  },
  dcgm: {
    'ds-dcgm-exporter': {
      namespaceSelector: { any: true },
      selector: { matchLabels: { 'app.kubernetes.io/name': 'dcgm-exporter' } },
      endpoint: { port: 'metrics', honorLabels: true, relabelings: [NOT_OURS] },
    },
    // The GPU Operator's own exporter goes by another name.
    'ds-nvidia-dcgm-exporter': {
      namespaceSelector: { any: true },
      selector: { matchLabels: { app: 'nvidia-dcgm-exporter' } },
      endpoint: { port: 'gpu-metrics', honorLabels: true, relabelings: [NOT_OURS] },
    },
  },
};

/** What {@link compileMonitors} makes monitors for. */
export interface MonitorsTarget {
  /** Namespace of Prometheus, and of what it shares it with. */
  readonly namespace: string;
  readonly scrapeIntervalSeconds: number;
  readonly metadata: (name: string) => KubeObject['metadata'];
}

/** A ServiceMonitor for each way in which a target may be installed; one that finds no Service does no harm. */
export function compileMonitors(targets: readonly MonitorTarget[], { namespace, scrapeIntervalSeconds, metadata }: MonitorsTarget): ServiceMonitor[] {
  const beside = besidePrometheus(namespace, seconds(scrapeIntervalSeconds));
  return [...new Set(targets)].sort().flatMap((target) =>
    Object.entries({ ...TARGETS, ...beside }[target]).map(([name, { endpoint, ...selection }]) => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: metadata(name),
      spec: { ...selection, endpoints: [endpoint] },
    })),
  );
}

/** What runs where Prometheus does, and reports for others. */
function besidePrometheus(namespace: string, interval: string): Readonly<Record<'kube-state-metrics' | 'pushgateway', Readonly<Record<string, Target>>>> {
  const namespaceSelector = { matchNames: [namespace] };
  return {
    'kube-state-metrics': {
      'ds-kube-state-metrics': {
        namespaceSelector,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'kube-state-metrics' } },
        endpoint: { port: 'http', honorLabels: true, interval },
      },
    },
    pushgateway: {
      'ds-pushgateway': {
        namespaceSelector,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus-pushgateway' } },
        // Whoever can push could otherwise pass off anything as anybody's.
        endpoint: { port: 'http', honorLabels: true, metricRelabelings: [{ action: 'keep', sourceLabels: ['__name__'], regex: 'ds_nps_responses' }] },
      },
    },
  };
}
