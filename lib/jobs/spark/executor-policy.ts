import type { V1ValidatingAdmissionPolicy, V1Variable } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../../api';
import { policyBinding, policyHeader } from '../../k8s/admission-policy';
import type { KubeObject } from '../../k8s/object';
import { SPARK_API_VERSION } from './application';
import { BY_A_DRIVER, podClaim } from './driver-policy';

/** Name of the policy on the executors that drivers make. */
export const EXECUTOR_POLICY = 'ds-spark-executors';

/** What the queue has admitted stands in the application, which people of a tenant cannot write. The Spark operator names the driver after it. */
const OF_ITS_APPLICATION = { name: 'of-its-application', expression: `params.metadata.name + '-driver' == (${podClaim('name')})` };

/** The largest volume of scratch space that the platform allows: that of Spark's own. */
const SCRATCH = 'spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.options.sizeLimit';

/** A list that may be missing. */
const list = (path: string): string => `(has(${path}) ? ${path} : [])`;

/** A text that may be missing. */
const text = (path: string): string => `(has(${path}) ? ${path} : '')`;

const VARIABLES: V1Variable[] = [
  { name: 'pod', expression: 'dyn(object.spec)' },
  { name: 'executor', expression: 'dyn(params).spec.executor' },
  { name: 'template', expression: 'has(variables.executor.template) && has(variables.executor.template.spec) ? variables.executor.template.spec : dyn({})' },
  { name: 'containers', expression: list('variables.template.containers') },
  { name: 'initContainers', expression: `${list('variables.executor.initContainers')} + ${list('variables.template.initContainers')}` },
  { name: 'declared', expression: 'variables.containers + variables.initContainers' },
  { name: 'given', expression: `variables.pod.containers + ${list('variables.pod.initContainers')}` },
  { name: 'volumes', expression: list('variables.template.volumes') },
  { name: 'cpu', expression: 'string(variables.executor.coreLimit)' },
  // As Java writes it: its m are MiB.
  { name: 'memory', expression: "string(variables.executor.memoryLimit).replace('m', 'Mi')" },
  { name: 'gpu', expression: "has(variables.executor.gpu) ? [string(variables.executor.gpu.name), string(variables.executor.gpu.quantity)] : ['', '0']" },
  { name: 'scratch', expression: `has(dyn(params).spec.sparkConf) && '${SCRATCH}' in dyn(params).spec.sparkConf ? string(dyn(params).spec.sparkConf['${SCRATCH}']) : '0'` },
  { name: 'tolerations', expression: `${list('variables.executor.tolerations')} + ${list('variables.template.tolerations')}` },
  { name: 'selector', expression: 'has(variables.executor.nodeSelector) ? variables.executor.nodeSelector : {}' },
];

const CONTAINERS =
  'variables.pod.containers.all(c, variables.containers.exists(d, d.name == c.name)) && ' +
  `${list('variables.pod.initContainers')}.all(c, variables.initContainers.exists(d, d.name == c.name && ${text('d.restartPolicy')} == ${text('c.restartPolicy')}))`;

/** At most what the container was declared with; of one that was declared without, at most what the executor was admitted with. */
function within(part: 'requests' | 'limits'): string {
  const amount = `quantity(string(c.resources.${part}[k]))`;
  const own = "has(d.resources) && has(d.resources.limits) && k in d.resources.limits";
  const whole = `k == 'cpu' ? ${amount}.compareTo(quantity(variables.cpu)) <= 0 : k == 'memory' ? ${amount}.compareTo(quantity(variables.memory)) <= 0 : k == variables.gpu[0] && ${amount}.compareTo(quantity(variables.gpu[1])) <= 0`;
  return (
    `variables.given.all(c, !has(c.resources) || !has(c.resources.${part}) || variables.declared.exists(d, d.name == c.name && ` +
    `c.resources.${part}.all(k, ${own} ? ${amount}.compareTo(quantity(string(d.resources.limits[k]))) <= 0 : (${whole}))))`
  );
}

const CLAIMS = `${list('variables.pod.resourceClaims')}.all(c, has(c.resourceClaimTemplateName) && ${list('variables.template.resourceClaims')}.exists(d, d.name == c.name && ${text('d.resourceClaimTemplateName')} == c.resourceClaimTemplateName))`;

const SIZE = `variables.given.all(c, has(c.resources) && has(c.resources.limits) && 'cpu' in c.resources.limits && 'memory' in c.resources.limits) && ${within('requests')} && ${within('limits')} && ${CLAIMS} && !has(variables.pod.resources)`;

const ACCOUNT = "variables.pod.serviceAccountName == 'default' && has(variables.pod.automountServiceAccountToken) && !variables.pod.automountServiceAccountToken";

/** Scratch space of a bounded size, the pod's own metadata, Spark's settings, and what the application names. */
const VOLUMES =
  'variables.pod.volumes.all(v, ' +
  `has(v.emptyDir) ? ${text('v.emptyDir.medium')} == 'Memory' || (has(v.emptyDir.sizeLimit) && quantity(string(v.emptyDir.sizeLimit)).compareTo(quantity(variables.scratch)) <= 0) : ` +
  'has(v.downwardAPI) ? true : ' +
  "has(v.configMap) && v.configMap.name.startsWith('spark-exec-') ? true : " +
  'variables.volumes.exists(d, d.name == v.name && (' +
  'has(v.configMap) ? has(d.configMap) && d.configMap.name == v.configMap.name : ' +
  'has(v.secret) ? has(d.secret) && d.secret.secretName == v.secret.secretName && has(d.secret.items) == has(v.secret.items) && (!has(d.secret.items) || v.secret.items.all(i, d.secret.items.exists(e, e.key == i.key))) : ' +
  'has(v.persistentVolumeClaim) ? has(d.persistentVolumeClaim) && d.persistentVolumeClaim.claimName == v.persistentVolumeClaim.claimName && ' +
  '(!has(d.persistentVolumeClaim.readOnly) || !d.persistentVolumeClaim.readOnly || (has(v.persistentVolumeClaim.readOnly) && v.persistentVolumeClaim.readOnly)) : ' +
  'has(v.projected) ? has(d.projected) && d.projected.sources.size() == v.projected.sources.size() && v.projected.sources.all(s, d.projected.sources.exists(e, ' +
  'has(s.secret) ? has(e.secret) && e.secret.name == s.secret.name : has(s.configMap) ? has(e.configMap) && e.configMap.name == s.configMap.name : has(s.downwardAPI))) : ' +
  'has(v.csi) ? has(d.csi) && d.csi == v.csi : ' +
  'has(v.ephemeral) && has(d.ephemeral))))';

/** Secrets that containers read as variables, and the ticket's keytab, which its own container alone mounts. */
const SECRETS =
  `variables.given.all(c, ${list('c.env')}.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef) || variables.declared.exists(d, d.name == c.name && ${list('d.env')}.exists(f, ` +
  'has(f.valueFrom) && has(f.valueFrom.secretKeyRef) && f.valueFrom.secretKeyRef.name == e.valueFrom.secretKeyRef.name && f.valueFrom.secretKeyRef.key == e.valueFrom.secretKeyRef.key))) && ' +
  `${list('c.envFrom')}.all(e, !has(e.secretRef) || variables.declared.exists(d, d.name == c.name && ${list('d.envFrom')}.exists(f, has(f.secretRef) && f.secretRef.name == e.secretRef.name))))`;

/** What has a Secret runs what the application says, and not what the driver does. */
const MOUNTS =
  `variables.given.all(c, ${list('c.volumeMounts')}.all(m, !variables.pod.volumes.exists(v, v.name == m.name && (has(v.secret) || has(v.projected))) || ` +
  `variables.declared.exists(d, d.name == c.name && ${list('d.volumeMounts')}.exists(e, e.name == m.name && e.mountPath == m.mountPath)))) && ` +
  `variables.given.all(c, variables.containers.exists(d, d.name == c.name) || variables.initContainers.exists(d, d.name == c.name && ${text('d.image')} == c.image && ${list('d.command')} == ${list('c.command')} && ${list('d.args')} == ${list('c.args')}))`;

const SAME_TOLERATION = ['key', 'operator', 'value', 'effect'].map((field) => `${text(`t.${field}`)} == ${text(`d.${field}`)}`).join(' && ');

const PLACE =
  '!has(variables.pod.nodeName) && variables.selector.all(k, has(variables.pod.nodeSelector) && k in variables.pod.nodeSelector && variables.pod.nodeSelector[k] == variables.selector[k]) && ' +
  `${list('variables.pod.tolerations')}.all(t, ${text('t.key')}.startsWith('node.kubernetes.io/') || (${text('t.key')} != '' && ${text('t.key')} == variables.gpu[0]) || variables.tolerations.exists(d, ${SAME_TOLERATION})) && ` +
  ['runtimeClassName', 'priorityClassName'].map((field) => `${text(`variables.pod.${field}`)} == ${text(`variables.template.${field}`)}`).join(' && ') +
  " && (!has(variables.pod.schedulerName) || variables.pod.schedulerName == (has(variables.template.schedulerName) ? variables.template.schedulerName : 'default-scheduler'))" +
  ' && (!has(variables.pod.terminationGracePeriodSeconds) || variables.pod.terminationGracePeriodSeconds <= (has(variables.template.terminationGracePeriodSeconds) ? variables.template.terminationGracePeriodSeconds : 30))';

const LABELLED = [LABELS.jobName, LABELS.size].map((key) => `('${key}' in object.metadata.labels) && object.metadata.labels['${key}'] == variables.executor.template.metadata.labels['${key}']`).join(' && ');

const OF_APPLICATION = 'Allowed: what the SparkApplication of its driver says of an executor.';

const RULES: readonly [what: string, expression: string][] = [
  ['metadata.labels: not those of an executor of this job.', LABELLED],
  ['spec.serviceAccountName, spec.automountServiceAccountToken: an executor has no account.', ACCOUNT],
  ['spec.containers, spec.initContainers: not those of an executor.', CONTAINERS],
  ['spec.containers, spec.initContainers: ask for more than the queue has admitted, or for something else.', SIZE],
  ['spec.volumes: not those of an executor.', VOLUMES],
  ['spec.containers, spec.initContainers: read Secrets that the job does not give them.', SECRETS],
  ['spec.containers, spec.initContainers: mount Secrets, or run beside the job, otherwise than the job says.', MOUNTS],
  ['spec: an executor is placed elsewhere, or is more important, than the queue was told.', PLACE],
];

/** Refuses executors that are other than the application of their driver says: larger, with other Secrets, data or accounts, or elsewhere. */
export function sparkExecutorPolicy(): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', EXECUTOR_POLICY),
    spec: {
      failurePolicy: 'Fail',
      paramKind: { apiVersion: SPARK_API_VERSION, kind: 'SparkApplication' },
      matchConstraints: {
        matchPolicy: 'Equivalent',
        objectSelector: { matchLabels: { 'spark-role': 'executor', [LABELS.managedBy]: MANAGED_BY } },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' }],
      },
      matchConditions: [BY_A_DRIVER, OF_ITS_APPLICATION],
      variables: VARIABLES,
      validations: RULES.map(([what, expression]) => ({ expression, reason: 'Forbidden', message: `${what} ${OF_APPLICATION}` })),
    },
  } satisfies KubeObject & V1ValidatingAdmissionPolicy;
  return [policy, policyBinding(EXECUTOR_POLICY, { selector: { matchLabels: { [LABELS.managedBy]: MANAGED_BY } }, parameterNotFoundAction: 'Deny' })];
}
