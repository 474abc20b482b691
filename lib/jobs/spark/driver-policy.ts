import type { V1ValidatingAdmissionPolicy, V1Variable } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../../api';
import { policyBinding, policyHeader } from '../../k8s/admission-policy';
import type { KubeObject } from '../../k8s/object';
import { SPARK_ACCOUNT, SPARK_KIND } from './names';

/** Name of the policy on what drivers of Spark do. */
export const DRIVER_POLICY = 'ds-spark-drivers';

/** What the API server knows of the pod that a token was made for, and nobody who holds the token can change. */
const POD_CLAIM = 'authentication.kubernetes.io/pod';

/** Requests of the account that drivers have, in whichever namespace. */
export const BY_A_DRIVER = { name: 'by-a-driver-of-spark', expression: `request.userInfo.username.matches('^system:serviceaccount:[^:]+:${SPARK_ACCOUNT}$')` };

/** A claim of the pod whose token signs a request; empty for a token that is bound to no pod. */
export function podClaim(claim: 'name' | 'uid'): string {
  const key = `${POD_CLAIM}-${claim}`;
  return `has(request.userInfo.extra) && '${key}' in request.userInfo.extra && request.userInfo.extra['${key}'].size() > 0 ? request.userInfo.extra['${key}'][0] : ''`;
}

/** Labels that networks, metrics and the queue go by. */
const KEPT_LABELS: Readonly<Record<string, string>> = {
  [LABELS.managedBy]: MANAGED_BY,
  [LABELS.jobKind]: SPARK_KIND,
  [LABELS.role]: 'executor',
  'spark-role': 'executor',
};

const HAS_LABELS = Object.entries(KEPT_LABELS).map(([key, value]) => `'${key}' in variables.labels && variables.labels['${key}'] == '${value}'`).join(' && ');

const VARIABLES: V1Variable[] = [
  { name: 'driver', expression: podClaim('uid') },
  { name: 'new', expression: "request.operation == 'DELETE' ? dyn({}) : dyn(object.metadata)" },
  { name: 'old', expression: "request.operation == 'CREATE' ? dyn({}) : dyn(oldObject.metadata)" },
  { name: 'newOwners', expression: 'has(variables.new.ownerReferences) ? variables.new.ownerReferences : []' },
  { name: 'oldOwners', expression: 'has(variables.old.ownerReferences) ? variables.old.ownerReferences : []' },
  { name: 'labels', expression: 'has(variables.new.labels) ? variables.new.labels : {}' },
  { name: 'oldLabels', expression: 'has(variables.old.labels) ? variables.old.labels : {}' },
  { name: 'resource', expression: 'request.resource.resource' },
];

/** Label of the SparkApplication that a pod belongs to; what it says of an executor is held to by the executors' own policy. */
const APPLICATION_LABEL = 'sparkoperator.k8s.io/app-name';

/** The webhook of the Spark operator (2.5.2) makes the SparkApplication an owner of each executor, beside the driver's pod. */
const OF_ITS_APPLICATION = `owner.kind == 'SparkApplication' && owner.apiVersion.startsWith('sparkoperator.k8s.io/') && '${APPLICATION_LABEL}' in variables.labels && owner.name == variables.labels['${APPLICATION_LABEL}']`;

/** What a driver makes belongs to its pod, and to nothing that outlives it but its application, so that it ends with it. */
const MADE_FOR_ITSELF = `variables.newOwners.exists(owner, owner.uid == variables.driver) && variables.newOwners.all(owner, owner.uid == variables.driver || (${OF_ITS_APPLICATION})) && (!has(variables.new.finalizers) || variables.new.finalizers.size() == 0)`;

const WAS_ITS_OWN = 'variables.oldOwners.exists(owner, owner.uid == variables.driver)';

const MADE = `variables.resource == 'pods' ? (${HAS_LABELS}) : (variables.resource == 'configmaps' && variables.new.name.startsWith('spark-exec-'))`;

/** Spark labels an executor whose identifier it learns late, or that it has done with. Kinds of label of the platform's stay. */
const CHANGED =
  `variables.resource == 'pods' && dyn(object).spec == dyn(oldObject).spec && variables.newOwners == variables.oldOwners && ` +
  `[${[...Object.keys(KEPT_LABELS), LABELS.jobName, LABELS.size].map((key) => `'${key}'`).join(', ')}]` +
  `.all(key, (key in variables.labels) == (key in variables.oldLabels) && (!(key in variables.labels) || variables.labels[key] == variables.oldLabels[key]))`;

const OWN = `The account ${SPARK_ACCOUNT} acts for the pod of a Spark driver.`;

/**
 * Holds the account of Spark's drivers to what a driver does: it makes executors and their settings, labels them, and deletes what is its
 * pod's. RBAC says by which verbs; whose an object is, is known here, from the pod that the token is bound to. A driver runs code of a job.
 * @see https://github.com/apache/spark/blob/v4.0.1/resource-managers/kubernetes/core/src/main/scala/org/apache/spark/scheduler/cluster/k8s/KubernetesClusterSchedulerBackend.scala
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#additional-metadata-in-pod-bound-tokens
 */
export function sparkDriverPolicy(): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', DRIVER_POLICY),
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'services'], scope: 'Namespaced' }],
      },
      matchConditions: [BY_A_DRIVER],
      variables: VARIABLES,
      validations: [
        rule("variables.driver != ''", `${OWN} Allowed: requests with the token of that pod. No other token of it is of use.`),
        rule(`request.operation != 'CREATE' || (${MADE_FOR_ITSELF})`, `metadata.ownerReferences: ${OWN} Allowed: objects that this pod alone owns, without finalizers.`),
        rule(`request.operation == 'CREATE' || ${WAS_ITS_OWN}`, `${OWN} Allowed: to change and delete what this pod owns.`),
        rule(`request.operation != 'CREATE' || (${MADE})`, `${OWN} Allowed: executors with the labels of their job, and ConfigMaps named spark-exec-….`),
        rule(`request.operation != 'UPDATE' || (${CHANGED})`, `${OWN} Allowed: to label its executors, but not with labels of the platform.`),
      ],
    },
  } satisfies KubeObject & V1ValidatingAdmissionPolicy;
  return [policy, policyBinding(DRIVER_POLICY)];
}

function rule(expression: string, message: string) {
  return { expression, reason: 'Forbidden', message };
}
