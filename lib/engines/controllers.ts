import { LABELS } from '../api';
import type { EngineDefinition } from './engine';
import { imageParts } from './image-parts';

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
