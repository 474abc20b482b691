import fc from 'fast-check';
import { JOB_API_VERSION } from '../../lib/jobs/job';
import { JOB_KINDS } from '../../lib/jobs/registry';
import type { Json } from '../../lib/k8s/object';
import { POD_TEMPLATE } from '../../lib/jobs/common/patched-pod';
import type { StructuralSchema } from '../../lib/schema/structural';
import { brokenJob, fitting, goodJob } from './arbitrary-jobs';

type JsonObject = { [key: string]: Json };

/** Names that every object or list inherits, and others that are no field of anything. */
export const ODD_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'push', '', ' ', 'a.b', 'a/b', '~', '\u0000', 'ä', '$ref', 'x'.repeat(300)];

/** What may stand between two slashes of a JSON Pointer: own, inherited and missing members, and what is an index or only looks like one. */
const TOKENS = [...ODD_NAMES.slice(0, 10), '0', '1', '2', '3', '-', '-0', '-1', '+1', '00', '01', '1e3', '1.0', '0x1', '4294967296', '99999999999999999999', '~0', '~1', '~2', '~01', '%5f', 'name', 'key', 'value', 'example.com~1team', 'emptyDir', 'nodeAffinity'];

const PLACES = ['', '/metadata', '/metadata/labels', '/metadata/annotations', '/spec', '/spec/affinity', '/spec/dnsConfig', '/spec/hostAliases', '/spec/imagePullSecrets', '/spec/nodeSelector', '/spec/tolerations', '/spec/topologySpreadConstraints', '/spec/volumes', '/spec/volumes/0', '/spec/containers/0/volumeMounts', '/spec/containers/0/volumeMounts/0', '/spec/terminationGracePeriodSeconds'];

const pointer = fc.tuple(fc.constantFrom(...PLACES), fc.array(fc.constantFrom(...TOKENS), { maxLength: 3 })).map(([place, tokens]) => [place, ...tokens].join('/'));

const oddScalar = fc.constantFrom<Json>(null, true, false, 0, -0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER, '', ' ', '\u0000', '\ud800', 'x'.repeat(5000), '1e3', '${trialParameters.x}', '$(HOME)', "'", '\\', ...ODD_NAMES);

/** Objects with such names as members of their own: only a parser of JSON makes `__proto__` one. */
const oddObject = fc.array(fc.tuple(fc.constantFrom(...ODD_NAMES, 'name', 'value', 'key', 'emptyDir', 'operator'), oddScalar), { maxLength: 4 }).map((entries) => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`) as Json);

const nested = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.boolean()).map(([depth, asList]) => {
  let value: Json = 1;
  for (let level = 0; level < depth; level += 1) value = asList ? [value] : { affinity: value };
  return value;
});

const wide = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom<Json>(1, 'x', {}, [], { name: 'a' }, { name: 'A', value: 'b' })).map(([length, item]) => Array.from({ length }, () => item));

const oddValue: fc.Arbitrary<Json> = fc.oneof({ weight: 4, arbitrary: oddScalar }, { weight: 3, arbitrary: oddObject }, { weight: 1, arbitrary: nested }, { weight: 1, arbitrary: wide }, { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json> });

/** Values that stand where they belong, some with a mistake. */
const fittingValue = fc.constantFrom<Json>(
  'news',
  30,
  { key: 'spot', operator: 'Exists' },
  [{ key: 'spot', operator: 'exists' }],
  { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  { name: 'home', mountPath: '/home/ds' },
  { name: 'data', mountPath: '/mnt' },
  { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] } } },
  { podAffinity: {} },
);

const patch = fc.record({ op: fc.constantFrom<Json>('add', 'replace', 'remove', 'move', 'test'), path: pointer, value: fc.oneof(oddValue, fittingValue) }, { requiredKeys: ['op', 'path'] });

/** The schema's own rule of what patches may reach. */
const PATCH_PATH = new RegExp(JOB_KINDS[0]?.specSchema.properties?.podTemplatePatches?.items?.properties?.path?.pattern ?? '');

const FIELDS = [...new Set(JOB_KINDS.flatMap(({ specSchema }) => Object.keys(specSchema.properties ?? {})))];

/** A job that is right but for patches, or for a few fields that hold something odd. */
const changed = fc.tuple(goodJob(), fc.array(patch, { maxLength: 6 }), fc.array(fc.tuple(fc.constantFrom(...FIELDS, ...ODD_NAMES), oddValue), { maxLength: 2 })).map(([job, patches, fields]) => withFields(job, [['podTemplatePatches', patches as unknown as Json], ...fields]));

/** Patches that the schema lets through: ways below the places that they may reach. */
const reachingPatch = fc
  .record({ op: fc.constantFrom<Json>('add', 'add', 'add', 'replace', 'remove'), path: pointer.filter((path) => PATCH_PATH.test(path)), value: fc.oneof(oddValue, { weight: 3, arbitrary: fittingValue }) })
  .map((one) => one as JsonObject);

/** What fits into the pod at places that patches add to. */
const PLACED = ['metadata.labels.team', 'metadata.annotations.note', 'spec.affinity', 'spec.dnsConfig', 'spec.hostAliases.-', 'spec.imagePullSecrets.-', 'spec.nodeSelector.zone', 'spec.tolerations.-', 'spec.topologySpreadConstraints.-', 'spec.volumes.-', 'spec.terminationGracePeriodSeconds', 'spec.containers.0.volumeMounts.-'].map((place) => {
  const schema = place.split('.').reduce<StructuralSchema>((at, name) => at.properties?.[name] ?? at.additionalProperties ?? at.items ?? {}, POD_TEMPLATE);
  return { path: `/${place.replaceAll('.', '/')}`, value: fitting(schema) };
});

const placedPatch = fc.oneof(...PLACED.map(({ path, value }) => fc.record({ op: fc.constant<Json>('add'), path: fc.constant<Json>(path), value: fc.oneof({ weight: 4, arbitrary: value }, oddValue, fittingValue) })));

const PATCHED: readonly JsonObject[] = [
  { kind: 'PythonJob', spec: { framework: 'python-3', size: 'CpuSmall', script: 'print(1)' } },
  { kind: 'TensorFlowJob', spec: { framework: 'tensorflow-2-python-3', size: 'CpuSmall', module: 'train', replicas: { chief: {}, worker: { count: 2 } } } },
  { kind: 'JVMJob', spec: { framework: 'jvm-21', size: 'CpuSmall', jar: 'https://example.com/a.jar', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', mainClass: 'Main' } },
  { kind: 'SparkJob', spec: { framework: 'spark-4', size: 'CpuSmall', module: 'counts' } },
  { kind: 'JupyterNotebook', spec: { framework: 'jupyter-python-3', size: 'CpuSmall' } },
  { kind: 'PythonJob', spec: { framework: 'constructor', size: 'valueOf', script: 'print(1)' } },
];

/** Jobs that are right but for what their patches make of their pods; many are right with them. */
const patched = fc
  .tuple(fc.constantFrom(...PATCHED), fc.oneof(fc.array(reachingPatch, { minLength: 1, maxLength: 4 }), { weight: 2, arbitrary: fc.array(placedPatch, { minLength: 1, maxLength: 5 }) }))
  .map(([job, podTemplatePatches]) => ({ apiVersion: JOB_API_VERSION, metadata: { name: 'news', namespace: 's-news' }, ...job, spec: { ...(job.spec as JsonObject), podTemplatePatches } }) as JsonObject);

/** Objects that look like a job. */
const strange = fc
  .record({ kind: fc.oneof(fc.constantFrom<Json>(...JOB_KINDS.map(({ kind }) => kind)), oddScalar), metadata: fc.oneof(oddValue, fc.constant<Json>({ name: 'news', namespace: 's-news' })), spec: oddValue, status: oddValue, other: oddValue })
  .map((job) => ({ apiVersion: JOB_API_VERSION, ...job }) as JsonObject);

/** Jobs as somebody might write them who means harm, or knows nothing of jobs. */
export function hostileJob(): fc.Arbitrary<JsonObject> {
  return fc.oneof({ weight: 6, arbitrary: patched }, { weight: 3, arbitrary: changed }, { weight: 1, arbitrary: brokenJob() }, { weight: 2, arbitrary: strange });
}

function withFields(job: JsonObject, fields: readonly (readonly [string, Json])[]): JsonObject {
  const written = Object.entries(job.spec as JsonObject).filter(([name]) => !fields.some(([other]) => other === name));
  const spec = [...written, ...fields].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  return { ...job, spec: JSON.parse(`{${spec}}`) as Json };
}
