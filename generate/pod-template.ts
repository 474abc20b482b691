import * as fs from 'node:fs';
import * as path from 'node:path';
import { SUBDOMAIN } from '../lib/nodes/names';
import type { StructuralSchema } from '../lib/schema/structural';

/** One field of a model of the client's, which is made from Kubernetes' own OpenAPI document. */
interface ModelField {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

const MODELS = 'node_modules/@kubernetes/client-node/dist/gen/models';

/** What is said of by the jobs' schema alone, or cannot be changed at all. */
const UNTYPED: StructuralSchema = { 'x-kubernetes-preserve-unknown-fields': true };

/** Fields of a model that a job can reach by patches; all fields of the others. */
const REACHED: Readonly<Record<string, readonly string[]>> = {
  V1PodTemplateSpec: ['metadata', 'spec'],
  V1ObjectMeta: ['labels', 'annotations'],
  V1PodSpec: ['affinity', 'containers', 'dnsConfig', 'hostAliases', 'imagePullSecrets', 'nodeSelector', 'terminationGracePeriodSeconds', 'tolerations', 'topologySpreadConstraints', 'volumes'],
  V1Container: ['volumeMounts'],
  // Those that the Pod Security Standards allow a restricted pod.
  V1Volume: ['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'],
};

const NAME: StructuralSchema = { minLength: 1, maxLength: 253, pattern: SUBDOMAIN.source };
const MODE: StructuralSchema = { minimum: 0, maximum: 511 };
const SELECTION = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const WEIGHT: StructuralSchema = { minimum: 1, maximum: 100 };
const POLICY: StructuralSchema = { enum: ['Honor', 'Ignore'] };
const SOME: StructuralSchema = { minLength: 1 };

/**
 * What the API server checks beside types, and its OpenAPI document does not say.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go
 */
const RULES: Readonly<Record<string, StructuralSchema>> = {
  'V1PodSpec.terminationGracePeriodSeconds': { minimum: 0 },
  'V1Volume.name': { minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
  'V1VolumeMount.name': SOME,
  'V1VolumeMount.mountPath': { minLength: 1, maxLength: 4096, pattern: '^[^:]+$' },
  'V1VolumeMount.mountPropagation': { enum: ['None', 'HostToContainer'] },
  'V1VolumeMount.recursiveReadOnly': { enum: ['Disabled', 'IfPossible', 'Enabled'] },
  'V1EmptyDirVolumeSource.medium': { pattern: '^(Memory|HugePages(-[0-9]+[KMG]i)?)?$' },
  'V1ConfigMapVolumeSource.name': NAME,
  'V1ConfigMapVolumeSource.defaultMode': MODE,
  'V1SecretVolumeSource.secretName': NAME,
  'V1SecretVolumeSource.defaultMode': MODE,
  'V1DownwardAPIVolumeSource.defaultMode': MODE,
  'V1ProjectedVolumeSource.defaultMode': MODE,
  'V1DownwardAPIVolumeFile.mode': MODE,
  'V1KeyToPath.mode': MODE,
  'V1PersistentVolumeClaimVolumeSource.claimName': NAME,
  'V1LocalObjectReference.name': NAME,
  'V1PersistentVolumeClaimSpec.accessModes': { items: { type: 'string', enum: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'] } },
  'V1PersistentVolumeClaimSpec.volumeMode': { enum: ['Filesystem', 'Block'] },
  'V1ServiceAccountTokenProjection.expirationSeconds': { minimum: 600, maximum: 4294967296 },
  'V1Toleration.operator': { enum: ['Exists', 'Equal'] },
  'V1Toleration.effect': { enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
  'V1TopologySpreadConstraint.maxSkew': { minimum: 1 },
  'V1TopologySpreadConstraint.minDomains': { minimum: 1 },
  'V1TopologySpreadConstraint.whenUnsatisfiable': { enum: ['DoNotSchedule', 'ScheduleAnyway'] },
  'V1TopologySpreadConstraint.nodeAffinityPolicy': POLICY,
  'V1TopologySpreadConstraint.nodeTaintsPolicy': POLICY,
  'V1TopologySpreadConstraint.topologyKey': SOME,
  'V1PodAffinityTerm.topologyKey': SOME,
  'V1NodeSelector.nodeSelectorTerms': { minItems: 1 },
  'V1NodeSelectorRequirement.operator': { enum: [...SELECTION, 'Gt', 'Lt'] },
  'V1LabelSelectorRequirement.operator': { enum: SELECTION },
  'V1PreferredSchedulingTerm.weight': WEIGHT,
  'V1WeightedPodAffinityTerm.weight': WEIGHT,
  'V1PodDNSConfig.nameservers': { maxItems: 3 },
  'V1PodDNSConfig.searches': { maxItems: 32 },
};

/** Fields that the document leaves open, and that the API server asks for where a pod is made. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  V1LocalObjectReference: ['name'],
  V1ConfigMapVolumeSource: ['name'],
  V1SecretVolumeSource: ['secretName'],
  V1PodDNSConfigOption: ['name'],
  V1EphemeralVolumeSource: ['volumeClaimTemplate'],
  V1PersistentVolumeClaimSpec: ['accessModes', 'resources'],
};

/** Amounts: a number or a text, which a schema cannot hold; they are looked at apart. */
const QUANTITIES = ['V1EmptyDirVolumeSource.sizeLimit', 'V1ResourceFieldSelector.divisor', 'V1VolumeResourceRequirements.limits', 'V1VolumeResourceRequirements.requests'];

/** The structural schema of a pod template, as far as a job may change it: from the models of Kubernetes' client. */
export function podTemplateSchema(root: string): StructuralSchema {
  return objectSchema(path.join(root, MODELS), 'V1PodTemplateSpec');
}

function objectSchema(folder: string, model: string): StructuralSchema {
  const optional = new Set([...fs.readFileSync(path.join(folder, `${model}.d.ts`), 'utf8').matchAll(/^ {4}'(\w+)'\?:/gm)].map(([, name]) => name));
  const fields = fieldsOf(folder, model);
  const reached = REACHED[model] ?? fields.map(({ baseName }) => baseName);
  const properties = fields.map((field) => [field.baseName, reached.includes(field.baseName) ? { ...fieldSchema(folder, model, field), ...RULES[`${model}.${field.baseName}`] } : UNTYPED] as const);
  const required = fields.filter(({ name, baseName }) => reached.includes(baseName) && (!optional.has(name) || REQUIRED[model]?.includes(baseName))).map(({ baseName }) => baseName);
  // What nobody can reach is left out where the platform never sets it.
  const known = model === 'V1Volume' || model === 'V1ObjectMeta' ? properties.filter(([name]) => reached.includes(name)) : properties;
  return { type: 'object', properties: Object.fromEntries(known), ...(required.length > 0 && { required }) };
}

function fieldsOf(folder: string, model: string): ModelField[] {
  const text = fs.readFileSync(path.join(folder, `${model}.js`), 'utf8');
  const [, map] = /\.attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text) ?? [];
  if (map === undefined) throw new Error(`${model}: no table of fields in ${folder}. Look how this version of @kubernetes/client-node tells them.`);
  return JSON.parse(map) as ModelField[];
}

function fieldSchema(folder: string, model: string, { baseName, type, format }: ModelField): StructuralSchema {
  return QUANTITIES.includes(`${model}.${baseName}`) ? UNTYPED : typeSchema(folder, type, format);
}

function typeSchema(folder: string, type: string, format: string): StructuralSchema {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item !== undefined) return { type: 'array', items: typeSchema(folder, item, '') };
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value !== undefined) return { type: 'object', additionalProperties: typeSchema(folder, value, '') };
  if (type === 'string' || type === 'boolean') return { type };
  if (type === 'number') return { type: 'integer', ...(format === 'int32' && { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }) };
  if (type.startsWith('V1')) return objectSchema(folder, type);
  throw new Error(`a field of the type ${type} is not known here: say in generate/pod-template.ts what it is`);
}
