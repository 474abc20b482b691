import { LABELS } from '../api';
import type { EngineDefinition } from './engine';
import { imageParts, repositoryAndTag } from './image-parts';

const RESTRICTED_CONTAINER = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** Calls the operator's hooks. */
export const METACONTROLLER: EngineDefinition = {
  name: 'metacontroller',
  chart: { name: 'metacontroller-helm', version: '4.17.2', repository: 'oci://ghcr.io/metacontroller' },
  see: 'https://github.com/metacontroller/metacontroller/tree/v4.17.2/deploy/helm/metacontroller',
  release: 'metacontroller',
  namespace: 'metacontroller',
  podSecurity: 'restricted',
  apiGroups: ['metacontroller.k8s.io'],
  // It serves a kind of another engine only if that kind is there when it looks.
  after: ['istioBase', 'kueue', 'sparkOperator'],
  workloads: ['statefulset/metacontroller'],
  images: { metacontroller: 'ghcr.io/metacontroller/metacontroller:v4.17.2' },
  values: ({ image }) => ({
    fullnameOverride: 'metacontroller',
    image: repositoryAndTag(image('metacontroller')),
    commandArgs: [
      '--zap-log-level=info',
      '--discovery-interval=20s',
      '--cache-flush-interval=30m',
      '--health-probe-bind-address=:8081',
      // The defaults are for a handful of objects.
      '--client-go-qps=500',
      '--client-go-burst=1000',
      '--workers=1',
    ],
    // It makes much garbage from a small heap: a fifth of its processor time goes into collecting it, without this.
    env: [{ name: 'GOGC', value: '400' }],
    podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
  }),
};

/** Runs Spark applications. Installed where the catalog's `engines` name it. */
export const SPARK_OPERATOR: EngineDefinition = {
  name: 'sparkOperator',
  chart: { name: 'spark-operator', version: '2.5.2', repository: 'https://kubeflow.github.io/spark-operator' },
  see: 'https://github.com/kubeflow/spark-operator/tree/v2.5.2/charts/spark-operator-chart',
  release: 'spark-operator',
  namespace: 'spark-operator',
  podSecurity: 'restricted',
  apiGroups: ['sparkoperator.k8s.io'],
  after: [],
  workloads: ['deployment/spark-operator-controller', 'deployment/spark-operator-webhook'],
  images: { controller: 'ghcr.io/kubeflow/spark-operator/controller:2.5.2' },
  values: ({ image }) => {
    const { registry, path, tag } = imageParts(image('controller'));
    return {
      image: { registry, repository: path, tag },
      // The tenants' namespaces, and no account of its own in any of them.
      spark: { jobNamespaces: [], jobNamespaceSelector: LABELS.tenant, serviceAccount: { create: false }, rbac: { create: false } },
    };
  },
};
