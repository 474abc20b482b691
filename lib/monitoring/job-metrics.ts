import type { V1ClusterRole, V1ClusterRoleBinding, V1ConfigMap } from '@kubernetes/client-node';
import { ANNOTATIONS, API_GROUP, API_VERSION, DEFAULT_QUEUE } from '../api';
import type { JobPhase } from '../jobs/common/status';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { toYaml } from '../yaml/write';

/** Name of the ConfigMap, ClusterRole and ClusterRoleBinding that let kube-state-metrics tell about jobs. */
export const JOB_METRICS = 'ds-job-metrics';

/** Key of kube-state-metrics' configuration in its ConfigMap. */
export const JOB_METRICS_KEY = 'config.yaml';

/** In the order of a job's life. */
const PHASES: readonly JobPhase[] = ['Invalid', 'Suspended', 'Queued', 'Pending', 'Running', 'Succeeded', 'Failed'];

/** Nothing of what is missing in a job is an error: a job that is new has no status. */
const SILENT = 10;

/** A kind of job as far as metrics are concerned. */
export interface ReportedKind {
  readonly kind: string;
  readonly plural: string;
}

/** What {@link compileJobMetrics} writes to. */
export interface JobMetricsTarget {
  readonly kinds: readonly ReportedKind[];
  readonly metadata: (name: string) => KubeObject['metadata'];
  /** Who runs kube-state-metrics. */
  readonly serviceAccount: { readonly name: string; readonly namespace: string };
}

/** kube-state-metrics' configuration for jobs, and the right to see them and nothing else. */
export function compileJobMetrics({ kinds, metadata, serviceAccount }: JobMetricsTarget): KubeObject[] {
  const { namespace: _, ...clusterWide } = metadata(JOB_METRICS);
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(JOB_METRICS),
    data: { [JOB_METRICS_KEY]: toYaml([jobMetricsConfig(kinds)]) },
  } satisfies KubeObject & V1ConfigMap;
  const role = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: clusterWide,
    rules: [
      { apiGroups: [API_GROUP], resources: kinds.map(({ plural }) => plural).sort(), verbs: ['list', 'watch'] },
      // It waits until a kind is defined, and cannot be told to look at ours alone: a list knows no names.
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
    ],
  } satisfies KubeObject & V1ClusterRole;
  const binding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: clusterWide,
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: JOB_METRICS },
    subjects: [{ kind: 'ServiceAccount', ...serviceAccount }],
  } satisfies KubeObject & V1ClusterRoleBinding;
  return [configMap, role, binding];
}

/** @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/extend/customresourcestate-metrics.md */
export function jobMetricsConfig(kinds: readonly ReportedKind[]) {
  return { kind: 'CustomResourceStateMetrics', spec: { resources: kinds.map(resource) } };
}

function resource({ kind, plural }: ReportedKind) {
  return {
    groupVersionKind: { group: API_GROUP, version: API_VERSION, kind },
    resourcePlural: plural,
    metricNamePrefix: 'ds',
    errorLogV: SILENT,
    commonLabels: { kind },
    labelsFromPath: { tenant: ['metadata', 'namespace'], name: ['metadata', 'name'], uid: ['metadata', 'uid'] },
    metrics: [
      info(),
      {
        name: 'job_phase',
        help: 'Phase of a job: 1 for the one that it is in, 0 for the others.',
        each: { type: 'StateSet', stateSet: { labelName: 'phase', path: ['status', 'phase'], list: [...PHASES] } },
      },
      time('job_created', 'Time at which a job was submitted.', ['metadata', 'creationTimestamp']),
      time('job_start', 'Time at which a job was last allowed to start its pods.', ['status', 'startTime']),
      time('job_completion', 'Time at which a job ended.', ['status', 'completionTime']),
    ],
  };
}

/** A label of the metric takes what the job says; one beside it is what holds where the job says nothing. */
function info() {
  return {
    name: 'job_info',
    help: 'A job with what it was submitted with. user is the person or service that it acts as.',
    commonLabels: { queue: DEFAULT_QUEUE },
    // An identity may be written in two ways.
    labelsFromPath: { user: ['spec', 'identities', '0', 'id'] },
    each: {
      type: 'Info',
      info: {
        labelsFromPath: {
          framework: ['spec', 'framework'],
          size: ['spec', 'size'],
          queue: ['spec', 'queue'],
          project: ['metadata', 'annotations', ANNOTATIONS.project],
          experiment: ['metadata', 'annotations', ANNOTATIONS.experiment],
          user: ['spec', 'identities', '0', 'hadoop', 'id'],
        },
      },
    },
  };
}

function time(name: string, help: string, path: readonly string[]) {
  return { name: `${name}_timestamp_seconds`, help, each: { type: 'Gauge', gauge: { path: [...path] } } };
}
