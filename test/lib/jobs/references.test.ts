import fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compileCatalog } from '../../../lib/catalog/compile';
import type { Catalog } from '../../../lib/catalog/spec';
import { type CatalogReference, validateReferences } from '../../../lib/jobs/common/references';
import { type Job, validateJob } from '../../../lib/jobs/job';
import type { JobKind } from '../../../lib/jobs/kind';
import { JOB_KINDS, jobKind } from '../../../lib/jobs/registry';
import type { StructuralSchema } from '../../../lib/schema/structural';
import { parseYaml } from '../../../lib/yaml/read';
import { catalog } from '../../builders/catalog';
import { Authorizer, type Policy, verdict } from '../../support/admission';

const KERBEROS = { coreSite: {}, hdfsSite: {}, authentication: 'simple' } as unknown as NonNullable<Catalog['identityProviders']>['hadoop'];

/** A runtime for every kind, two sizes, the priorities that a catalog starts with, a provider of identities, and every engine. */
const OFFERED = catalog({
  runtimes: {
    python: { image: 'a', language: 'python', version: '3' },
    tf: { image: 'a', language: 'python', framework: 'tensorflow', version: '2' },
    spark: { image: 'a', language: 'jvm', framework: 'spark', version: '4' },
    jvm: { image: 'a', language: 'jvm', version: '21' },
  },
  identityProviders: { hadoop: KERBEROS },
  engines: ['spark', 'katib'],
});

/** The same without what identities need. */
const WITHOUT_PROVIDER: Catalog = { ...OFFERED, identityProviders: {} };

const objects = compileCatalog(OFFERED, { namespace: 'ds-platform', kinds: JOB_KINDS });
const [params] = objects;
const policy = (name: string): Policy => objects.find(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === name) as unknown as Policy;

/** What admission has against a new job, where its author may act as the users. */
function refused(job: Job, users: readonly string[] = ['davideis']): string {
  const request = { operation: 'CREATE', namespace: 's-news', userInfo: { username: 'maria' } };
  const authorizer = new Authorizer(({ group, resource, namespace, name = '', check }) => group === 'ds.bloomberg.com' && resource === 'identities' && namespace === 's-news' && check === 'use' && users.includes(name));
  const asked = { object: job, oldObject: null, params, request, authorizer, namespaceObject: { metadata: {} } };
  return ['ds-catalog', 'ds-identities'].map((name) => verdict(policy(name), asked) ?? '').join(' ');
}

function put(spec: Record<string, unknown>, [head = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) spec[head] = value;
  else put((spec[head] ??= {}) as Record<string, unknown>, rest, value);
}

/** A job with values at some fields of its spec. */
function jobWith(kind: string, values: readonly (readonly [field: string, value: unknown])[]): Job {
  const spec = {};
  for (const [field, value] of values) put(spec, field.split('.'), value);
  return { apiVersion: 'ds.bloomberg.com/v1', kind, metadata: { name: 'news' }, spec } as unknown as Job;
}

/** What a reference may name. */
function known({ names }: CatalogReference): unknown {
  if (names === 'size') return 'CpuSmall';
  if (names === 'priority') return 'high';
  if (names === 'identities') return [{ hadoop: { id: 'davideis' } }];
  return Object.keys(OFFERED.runtimes).find((name) => OFFERED.runtimes[name]?.language === names.language && OFFERED.runtimes[name]?.framework === names.framework);
}

/** A job that gives a good name wherever its kind may give one together with the reference. */
function full({ kind, references }: JobKind, { when }: CatalogReference): Job {
  const together = references.filter((other) => other.when === undefined || other.when.value === when?.value);
  return jobWith(kind, [...(when === undefined ? [] : [[when.field, when.value] as const]), ...together.map((other) => [other.field, known(other)] as const)]);
}

const offline = (job: Job, offered: Catalog = OFFERED): string[] => validateReferences(job, jobKind(job.kind)?.references ?? [], offered).map(({ path: at }) => at);

const REFERENCES = JOB_KINDS.flatMap((kind) => kind.references.map((reference) => [kind.kind, reference.field, reference.when?.value ?? 'any', { kind, reference }] as const));

describe.each(REFERENCES)('%s: %s (%s)', (_kind, field, _when, { kind, reference }) => {
  const job = full(kind, reference);

  test('takes what the catalog has, at admission and offline', () => {
    expect(offline(job)).toEqual([]);
    expect(refused(job).trim()).toBe('');
  });

  test('takes nothing else, at admission and offline', () => {
    if (reference.names === 'identities') {
      expect(refused(job, [])).toContain('may not submit jobs that act as this user (given "davideis"');
      expect(offline(job, WITHOUT_PROVIDER)).toContain(`spec.${field}[0].hadoop`);
      return;
    }
    const spec = JSON.parse(JSON.stringify(job.spec)) as Record<string, unknown>;
    put(spec, field.split('.'), 'other');
    const wrong = { ...job, spec } as unknown as Job;
    expect([...new Set(offline(wrong))]).toEqual([`spec.${field}`]);
    expect(refused(wrong)).toContain(`spec.${field}: not a `);
  });
});

describe('names at any of the fields', () => {
  const names: Record<string, fc.Arbitrary<string>> = { size: fc.constantFrom('CpuSmall', 'GpuSmall', 'Huge'), priority: fc.constantFrom('high', 'low', 'urgent') };
  const runtime = fc.constantFrom(...Object.keys(OFFERED.runtimes), 'none', 'toString');
  const trials = JOB_KINDS.filter(({ trial }) => trial).map(({ kind }) => kind);

  /** A job of a kind with a name at each of some of the fields that may have one. */
  const jobs = fc.constantFrom(...JOB_KINDS).chain(({ kind, references, wraps }) => {
    const named = references.filter(({ names: what }) => what !== 'identities');
    const fields = [...new Map(named.map((reference) => [reference.field, reference.names])).entries()];
    const given = fields.map(([field, what]) => fc.tuple(fc.constant(field), (typeof what === 'string' ? names[what] : runtime) ?? runtime, field === 'framework' || field === 'size' ? fc.constant(true) : fc.boolean()));
    return fc.tuple(fc.constantFrom(...trials), ...given).map(([trial, ...values]) =>
      jobWith(kind, [...(wraps === undefined ? [] : [['trial', { kind: trial, spec: {} }] as const]), ...values.filter(([, , there]) => there).map(([field, name]) => [field, name] as const)]),
    );
  });

  test('are refused by both or by none, at the same fields', () => {
    let wrong = 0;
    fc.assert(
      fc.property(jobs, (job) => {
        const here = offline(job);
        const there = [...refused(job).matchAll(/(spec\.[A-Za-z.]+): not a /g)].map(([, field]) => field);
        expect([...new Set(there)].sort()).toEqual([...new Set(here)].sort());
        wrong += here.length > 0 ? 1 : 0;
      }),
      { numRuns: 1000 },
    );
    expect(wrong).toBeGreaterThan(100);
  });
});

/** Paths of the fields of a schema that hold a name of the same form as a field of any job. */
function fieldsLike(schema: StructuralSchema, one: StructuralSchema, at = ''): string[] {
  if (schema.pattern !== undefined && schema.pattern === one.pattern && schema.maxLength === one.maxLength) return [at];
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => fieldsLike(part, one, at === '' ? name : `${at}.${name}`));
}

describe.each(JOB_KINDS.map((kind) => [kind.kind, kind] as const))('%s', (name, { specSchema, references }) => {
  test.each(['framework', 'size'])('declares every field of the form of %s', (field) => {
    const declared = references.map((reference) => reference.field);
    expect(fieldsLike(specSchema, specSchema.properties?.[field] ?? {}).filter((place) => !declared.includes(place))).toEqual([]);
  });

  test.each(['framework', 'size', 'priority'])('is checked as a whole for an unknown %s', (field) => {
    const job = exampleOf(name);
    const errors = validateJob({ ...job, spec: { ...job.spec, [field]: 'other' } }, OFFERED).map(({ path: at }) => at);
    expect(errors).toContain(`spec.${field}`);
  });
});

/** The job of that kind among the examples. */
function exampleOf(kind: string): Job {
  const folder = path.resolve(__dirname, '../../../examples/jobs');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const jobs = files.flatMap((file) => parseYaml(fs.readFileSync(path.join(folder, file), 'utf8'), file) as unknown as Job[]);
  return jobs.find((job) => job.kind === kind) as Job;
}
