import fc from 'fast-check';
import type { Json } from '../../lib/k8s/object';
import { JOB_API_VERSION } from '../../lib/jobs/job';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { isStringOrList, type StructuralSchema } from '../../lib/schema/structural';
import { tuneRules } from './arbitrary-tunes';

type JsonObject = { [key: string]: Json };

/** Values that fit a schema; rules between fields are not looked at. */
export function fitting(schema: StructuralSchema): fc.Arbitrary<Json> {
  if (isStringOrList(schema)) return fc.oneof(text(schema), fc.array(text({ maxLength: 40 }), { maxLength: 4 }));
  if (schema['x-kubernetes-preserve-unknown-fields']) return fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return fittingObject(schema);
    case 'array':
      return fc.array(fitting(schema.items ?? {}), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 12) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    case 'boolean':
      return fc.boolean();
    default:
      return text(schema);
  }
}

function fittingObject(schema: StructuralSchema): fc.Arbitrary<Json> {
  if (schema.additionalProperties) return fc.dictionary(fc.string({ maxLength: 20 }), fitting(schema.additionalProperties), { maxKeys: 3 }) as fc.Arbitrary<Json>;
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, property.nullable ? fc.option(fitting(property)) : fitting(property)]);
  return fc.record(Object.fromEntries(properties) as Record<string, fc.Arbitrary<Json>>, { requiredKeys: schema.required ?? [] }) as fc.Arbitrary<Json>;
}

function text(schema: StructuralSchema): fc.Arbitrary<string> {
  const max = schema.maxLength ?? 100;
  const plain = schema.pattern === undefined ? fc.string({ maxLength: Math.min(max, 40), unit: 'grapheme' }) : fc.stringMatching(new RegExp(schema.pattern), { maxLength: Math.min(max, 200), size: 'small' });
  const min = schema.minLength ?? 0;
  return plain.filter((value) => [...value].length <= max && [...value].length >= min);
}

/** Jobs of every kind that the API server accepts, as far as one may hope: names are short and rules are kept. */
export function goodJob(): fc.Arbitrary<JsonObject> {
  const kinds = JOB_KINDS.map(({ kind, specSchema }) =>
    fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/), spec: fitting(specSchema) }).map(({ name, spec }) => ({
      apiVersion: JOB_API_VERSION,
      kind,
      metadata: { name },
      spec: keepRules(kind, spec as JsonObject),
    })),
  );
  return fc.oneof(...kinds);
}

/** What each kind's own rules make of a spec. */
const RULES: Readonly<Record<string, (spec: JsonObject) => JsonObject>> = { PythonJob: pythonRules, TensorFlowJob: tensorFlowRules, JVMJob: jvmRules, JupyterNotebook: notebookRules, HyperTune: tuneRules, SparkJob: sparkRules };

function keepRules(kind: string, spec: JsonObject): JsonObject {
  const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
  return {
    ...spec,
    identities: list(spec.identities).map(oneId),
    env: distinct(list(spec.env)).map((variable, index) => oneValue({ ...variable, name: `V${index}_${String(variable.name).slice(0, 20)}` })),
    datasets: distinct(list(spec.datasets)).map(onePlace),
    podTemplatePatches: list(spec.podTemplatePatches).map((patch) => ({ value: 'x', ...patch })),
    ...(RULES[kind]?.(spec) ?? {}),
  };
}

function pythonRules(spec: JsonObject): JsonObject {
  const program: JsonObject = typeof spec.script === 'string' ? { module: null } : { module: spec.module ?? 'train', script: null };
  return { ...program, ...enoughCompletions(spec) };
}

function jvmRules(spec: JsonObject): JsonObject {
  const lock = spec.lock as JsonObject | undefined;
  return {
    ...enoughCompletions(spec),
    pipPackages: null,
    ...(lock && { lock: { ...lock, packages: null } }),
    ...(String(spec.jar).includes('://') && { sha256: spec.sha256 ?? 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }),
    ...(Array.isArray(spec.jvmOptions) && { jvmOptions: spec.jvmOptions.filter((option) => !/^-(Xm|XX)/.test(String(option))) }),
  };
}

function enoughCompletions({ completions, parallelism }: JsonObject): JsonObject {
  return typeof completions === 'number' ? { completions: Math.max(completions, Number(parallelism ?? 1)) } : {};
}

function tensorFlowRules(spec: JsonObject): JsonObject {
  const replicas = spec.replicas as JsonObject | undefined;
  return replicas === undefined || replicas.chief ? {} : { replicas: { worker: { count: 2 }, ...replicas } };
}

function notebookRules(spec: JsonObject): JsonObject {
  return { ...((spec.tokenHashes as Json[] | undefined)?.length === 0 && { tokenHashes: null }), ...((spec.users as Json[] | undefined)?.length === 0 && { users: null }), ...(spec.priority !== undefined && { preemptible: true }) };
}

/** A module, a Python file or a jar; executors by number or by the work. */
function sparkRules(spec: JsonObject): JsonObject {
  const file = spec.mainApplicationFile;
  const isModule = typeof file !== 'string';
  const isJar = !isModule && spec.mainClass !== undefined;
  const application: JsonObject = isModule
    ? { mainApplicationFile: null, module: spec.module ?? 'counts', mainClass: null }
    : { mainApplicationFile: `${file}${isJar ? '.jar' : '.py'}`, module: null, mainClass: isJar ? (spec.mainClass as Json) : null };
  const dynamic = spec.dynamicAllocation as JsonObject | undefined;
  const executor = spec.executor as JsonObject | undefined;
  return {
    ...application,
    ...(isJar && { pipPackages: null }),
    sparkConf: Object.fromEntries(Object.entries((spec.sparkConf ?? {}) as JsonObject).map(([name, value], index) => [`spark.sql.${index}${name.replace(/[^a-z]/g, '')}`, value])),
    ...(dynamic && { dynamicAllocation: { ...dynamic, minExecutors: 1 } }),
    ...(dynamic && executor && { executor: { ...executor, instances: null } }),
  };
}

function oneId(identity: JsonObject): JsonObject {
  return identity.hadoop === null ? { hadoop: null, id: identity.id ?? 'davideis' } : { hadoop: identity.hadoop ?? null };
}

function oneValue(variable: JsonObject): JsonObject {
  const source = variable.valueFrom as JsonObject | undefined;
  if (source === undefined) return variable;
  const { value: _, ...rest } = variable;
  const { configMapKeyRef, secretKeyRef } = source;
  return { ...rest, valueFrom: configMapKeyRef ? { configMapKeyRef } : { secretKeyRef: secretKeyRef ?? { name: 'a', key: 'b' } } };
}

function onePlace({ name, version, uri, volume, checksum }: JsonObject): JsonObject {
  return { name: name ?? 'data', ...(version !== undefined && { version }), ...(volume ? { volume } : { uri: uri ?? 'file:///data' }), ...(checksum !== undefined && { checksum }) };
}

function distinct(entries: JsonObject[]): JsonObject[] {
  return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
}

const WRONG: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(undefined, null, true, false, 0, -1, 1.5, 1e12, '', ' ', 'DS_X', 'TF_CONFIG', "it's", 'a\\', {}, [], [null], [1], { id: 'x' }, [{}], 'x'.repeat(700), 'ä\n'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
);

/** Jobs with something changed in one to three places; most of them are broken. */
export function brokenJob(): fc.Arbitrary<JsonObject> {
  const mutation = fc.record({ seed: fc.nat(), wrong: WRONG, how: fc.constantFrom('replace', 'extra', 'rename', 'twice'), length: fc.nat(60) });
  return fc.tuple(goodJob(), fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([job, mutations]) => mutations.reduce(mutate, structuredClone(job)));
}

interface Mutation {
  readonly seed: number;
  readonly wrong: Json | undefined;
  readonly how: string;
  readonly length: number;
}

function mutate(job: JsonObject, { seed, wrong: shared, how, length }: Mutation): JsonObject {
  const wrong = structuredClone(shared);
  if (how === 'rename') {
    (job.metadata as JsonObject).name = `${'n'.repeat(length)}${seed % 3 === 0 ? '-' : 'a'}`;
    return job;
  }
  const places = objectsAndLists(job.spec as Json);
  const place = places[seed % places.length];
  if (place !== undefined) change(place, how, { seed, wrong });
  return job;
}

function change(place: JsonObject | Json[], how: string, { seed, wrong }: { seed: number; wrong: Json | undefined }): void {
  if (Array.isArray(place)) {
    const first = place[0];
    place.push(how === 'twice' && first !== undefined ? structuredClone(first) : (wrong ?? null));
    return;
  }
  const names = Object.keys(place);
  const name = names[seed % Math.max(1, names.length)];
  if (how === 'extra' || name === undefined) place.surplus = wrong ?? 'x';
  else if (wrong === undefined) delete place[name];
  else place[name] = wrong;
}

function objectsAndLists(value: Json): (JsonObject | Json[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap((part) => objectsAndLists(part as Json))];
}
