/** How the platform is watched, and by whom. */
export interface MonitoringSpec {
  /**
   * Namespace of Prometheus, Grafana and kube-state-metrics.
   * @default monitoring
   */
  namespace?: string;
  /**
   * Labels by which Prometheus selects its rules and monitors.
   * @default - `release: kube-prometheus-stack`, as the chart of that name selects
   */
  selectorLabels?: Record<string, string>;
  /**
   * Form of the rules. `PrometheusRule`: an object of the Prometheus operator. `ConfigMap`: files that a Prometheus of your own mounts.
   * @default PrometheusRule
   */
  rules?: 'PrometheusRule' | 'ConfigMap';
  /**
   * Seconds between two scrapes of kube-state-metrics; the rules' windows follow from it.
   * @asType integer
   * @minimum 1
   * @maximum 300
   * @default 30
   */
  scrapeIntervalSeconds?: number;
  /**
   * ServiceAccount of kube-state-metrics in the namespace; it is given the right to see jobs.
   * @default kube-prometheus-stack-kube-state-metrics
   */
  kubeStateMetricsServiceAccount?: string;
  /**
   * What a ServiceMonitor is made for. kube-state-metrics has one of its own where its chart made it.
   * @default - `operator`, `kueue` and `dcgm`
   */
  monitors?: MonitorTarget[];
}

/** A source of metrics that a ServiceMonitor can be made for. */
export type MonitorTarget = 'operator' | 'kueue' | 'dcgm' | 'kube-state-metrics' | 'pushgateway';

/** What a team may use in a calendar month (UTC). */
export interface BudgetSpec {
  /**
   * Hours of GPU. A slice of a GPU and a shared GPU count as one.
   * @minimum 0
   * @default - no limit
   */
  gpuHoursPerMonth?: number;
  /**
   * Hours of CPU core.
   * @minimum 0
   * @default - no limit
   */
  cpuHoursPerMonth?: number;
}

/** The budget of one tenant. */
export interface TenantBudget {
  /** Name of the tenant. */
  readonly name: string;
  /** What it may use. @default - no limit, and no rules */
  readonly budget?: BudgetSpec;
}
