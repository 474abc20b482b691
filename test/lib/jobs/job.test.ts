import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import { PlatformError } from '../../../lib/errors';
import { compileJob, type Job, validateJob, validateSchema } from '../../../lib/jobs/job';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import type { Json } from '../../../lib/k8s/object';
import { brokenJob } from '../../builders/arbitrary-jobs';
import { texts } from '../../builders/errors';
import { pythonJob, tensorFlowJob } from '../../builders/jobs';

const NO_MANIFEST = 'is no manifest (given something other than a mapping). Allowed: a mapping with apiVersion, kind, metadata and spec. Write one.';
const KINDS = JOB_KINDS.map(({ kind }) => kind).join(', ');
const GOOD = pythonJob() as unknown as { [key: string]: Json };

describe('validateSchema', () => {
  test.each<[string, Json, string[]]>([
    ['a list', [], [NO_MANIFEST]],
    ['a text', 'job', [NO_MANIFEST]],
    ['nothing', null, [NO_MANIFEST]],
    [
      'an empty mapping',
      {},
      [
        'apiVersion: unknown API version (given nothing). Allowed: ds.bloomberg.com/v1. Correct it.',
        `kind: unknown kind (given nothing). Allowed: ${KINDS}. Use one of them.`,
      ],
    ],
    ['an old version', { ...GOOD, apiVersion: 'ds.bloomberg.com/v1alpha1' }, ['apiVersion: unknown API version (given "ds.bloomberg.com/v1alpha1"). Allowed: ds.bloomberg.com/v1. Correct it.']],
    ['a kind in other letters', { ...GOOD, kind: 'pythonjob' }, [`kind: unknown kind (given "pythonjob"). Allowed: ${KINDS}. Did you mean PythonJob?`]],
    ['a kind that is no text', { ...GOOD, kind: 7 }, [`kind: unknown kind (given 7). Allowed: ${KINDS}. Use one of them.`]],
    ['a field of the spec beside it', { ...GOOD, size: 'CpuSmall' }, ['size: unknown field (given "size"). Allowed: apiVersion, kind, metadata, spec, status. Move it under spec, or remove it.']],
    ['no spec', { apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'a' } }, ['spec: is missing. Allowed: what the job runs, and with what. Add it.']],
    ['no name', { ...GOOD, metadata: {} }, ['metadata.name: is missing. Allowed: name of the job: lower-case letters, digits and "-", starting with a letter, ending with a letter or digit. Add it, for example "tf-test".']],
    ['metadata that is a list', { ...GOOD, metadata: [] }, ['metadata: has the wrong type (given []). Allowed: a mapping of fields. Correct it.']],
    [
      'an annotation that is a number',
      { ...GOOD, metadata: { name: 'a', annotations: { 'ai.bloomberg.com/experiment': 42 } } },
      ['metadata.annotations.ai.bloomberg.com/experiment: has the wrong type (given 42). Allowed: a text (quote it if it looks like a number or a boolean). Correct it.'],
    ],
    ['what the API server adds', { ...GOOD, metadata: { name: 'a', uid: 'b', managedFields: [] }, status: { phase: 'Running' } }, []],
  ])('%s', (_what, given, expected) => {
    expect(texts(validateSchema(given))).toEqual(expected);
  });

  test('tells everything at once, and needs no catalog', () => {
    const job = { ...GOOD, metadata: { name: 'A' }, spec: { framework: 'nowhere-1', size: 7, modul: 'a', pipPackages: ['='] } };
    expect(validateSchema(job).map(({ path }) => path)).toEqual(['spec.modul', 'metadata.name', 'spec.size', 'spec.pipPackages[0]']);
  });

  test('never throws, whatever is in the place of what', () => {
    fc.assert(
      fc.property(brokenJob(), (job) => {
        for (const { path, reason } of validateSchema(job)) {
          expect(`${path} ${reason}`).not.toMatch(/undefined|\[object|NaN/);
          expect(reason).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

describe('a job with nulls', () => {
  const nulls = { module: 'news.index', args: null, script: null, env: null, suspend: null, queue: null, activeDeadlineSeconds: null, backoffLimit: null, ttlSecondsAfterFinished: null, lock: null, podTemplatePatches: null };

  test('is as one without those fields', () => {
    const job = pythonJob(nulls as never);
    expect(validateJob(job, DEFAULT_CATALOG)).toEqual([]);
    expect(compileJob(job, DEFAULT_CATALOG)).toEqual(compileJob(pythonJob(), DEFAULT_CATALOG));
  });

  test('in parts of fields too', () => {
    const job = tensorFlowJob({ replicas: { worker: { count: null }, ps: null } as never, lock: { image: null } as never }, { annotations: { 'ai.bloomberg.com/project': null } as never, namespace: null as never });
    expect(compileJob(job, DEFAULT_CATALOG)).toEqual(compileJob(tensorFlowJob({ replicas: { worker: {} } }), DEFAULT_CATALOG));
  });
});

describe('compileJob', () => {
  test('refuses a job with every error', () => {
    const job = pythonJob({ size: 'Huge', framework: 'cobol' });
    let thrown: unknown;
    try {
      compileJob(job, DEFAULT_CATALOG);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PlatformError);
    expect(thrown).toMatchObject({ code: 'InvalidSpec', subject: 'PythonJob/news', errors: [{ path: 'spec.framework' }, { path: 'spec.size' }] });
  });

  test('refuses a kind that it does not know', () => {
    const job: Job = { ...pythonJob(), kind: 'DanceJob' };
    expect(() => compileJob(job, DEFAULT_CATALOG)).toThrow(`DanceJob/news: 1 error\n  kind: unknown kind (given "DanceJob"). Allowed: ${KINDS}. Use one of them.`);
  });

  test('changes neither the job nor the catalog', () => {
    const job = pythonJob({ args: ['a'], env: [{ name: 'A', value: 'b' }], podTemplatePatches: [{ op: 'add', path: '/spec/tolerations', value: [] }] });
    const before = JSON.stringify([job, DEFAULT_CATALOG]);
    compileJob(job, DEFAULT_CATALOG);
    expect(JSON.stringify([job, DEFAULT_CATALOG])).toBe(before);
  });
});
