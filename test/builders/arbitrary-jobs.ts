import fc from 'fast-check';
import type { Json } from '../../lib/k8s/object';
import { JOB_API_VERSION } from '../../lib/jobs/job';
import { complainAboutLocked } from '../../lib/jobs/common/locked';
import { MOVING_COORDINATES, PACKAGING_COORDINATES, TIMESTAMPED_COORDINATES } from '../../lib/jobs/common/maven';
import { complainAboutRequirement } from '../../lib/jobs/common/requirement';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { isStringOrList, type StructuralSchema } from '../../lib/schema/structural';
import { distinct, type JsonObject, namedApart, objectsOf, oneId, onePlace } from './arbitrary-fields';
import { tuneRules } from './arbitrary-tunes';

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
      return fittingInteger(schema);
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    case 'boolean':
      return fc.boolean();
    default:
      return text(schema);
  }
}

function fittingInteger({ minimum = 0, maximum = 100 }: StructuralSchema): fc.Arbitrary<Json> {
  return fc.integer({ min: minimum, max: Math.max(minimum, Math.min(maximum, 12)) });
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

/** Jobs of every kind, or of one, that the API server accepts, as far as one may hope: names are short and rules are kept. */
export function goodJob(only?: string): fc.Arbitrary<JsonObject> {
  const kinds = JOB_KINDS.filter(({ kind }) => only === undefined || kind === only).map(({ kind, specSchema }) =>
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
  return {
    ...spec,
    identities: objectsOf(spec.identities).map(oneId),
    env: namedApart(spec.env),
    datasets: distinct(spec.datasets).map(onePlace),
    podTemplatePatches: objectsOf(spec.podTemplatePatches).map((patch) => ({ value: 'x', ...patch })),
    ...packages(spec),
    ...(RULES[kind]?.(spec) ?? {}),
  };
}

/** A pattern cannot count brackets, and generated versions are seldom some. */
function packages({ pipPackages, lock }: JsonObject): JsonObject {
  const good = (lines: Json | undefined, complain: (text: string) => unknown): Json[] => (Array.isArray(lines) ? lines.filter((line) => complain(String(line)) === undefined) : []);
  const locked = lock as JsonObject | undefined;
  return {
    ...(pipPackages !== undefined && { pipPackages: good(pipPackages, complainAboutRequirement) }),
    ...(locked?.packages !== undefined && { lock: { ...locked, packages: good(locked.packages, complainAboutLocked) } }),
  };
}

function pythonRules(spec: JsonObject): JsonObject {
  const program: JsonObject = typeof spec.script === 'string' ? { module: null } : { module: spec.module ?? 'train', script: null };
  return { ...program, ...enoughCompletions(spec) };
}

const WRONG_COORDINATES = [MOVING_COORDINATES, PACKAGING_COORDINATES, TIMESTAMPED_COORDINATES].map((pattern) => new RegExp(pattern));

function jvmRules(spec: JsonObject): JsonObject {
  const lock = spec.lock as JsonObject | undefined;
  return {
    ...enoughCompletions(spec),
    pipPackages: null,
    ...(lock && { lock: { ...lock, packages: null } }),
    ...(WRONG_COORDINATES.slice(0, 2).some((wrong) => wrong.test(String(spec.jar))) && { jar: 'com.example:news:1.0' }),
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
  const volume = spec.workspaceVolume as JsonObject | undefined;
  return { ...(volume && { workspaceVolume: { ...volume, size: '20Gi' } }), ...((spec.tokenHashes as Json[] | undefined)?.length === 0 && { tokenHashes: null }), ...((spec.users as Json[] | undefined)?.length === 0 && { users: null }), ...(spec.priority !== undefined && { preemptible: true }) };
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
    ...(Array.isArray(spec.packages) && { packages: spec.packages.filter((name) => !WRONG_COORDINATES.some((wrong) => wrong.test(String(name)))) }),
    sparkConf: Object.fromEntries(Object.entries((spec.sparkConf ?? {}) as JsonObject).map(([name, value], index) => [`spark.sql.${index}${name.replace(/[^a-z]/g, '')}`, value])),
    ...(dynamic && { dynamicAllocation: { ...dynamic, minExecutors: 1 } }),
    ...(dynamic && executor && { executor: { ...executor, instances: null } }),
  };
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
