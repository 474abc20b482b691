import type { V1ConfigMap, V1PodTemplateSpec } from '@kubernetes/client-node';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import { compileJob } from '../../../../lib/jobs/job';
import type { Job } from '../../../../lib/jobs/kind';
import { sync } from '../../../../operator/sync';
import { readRequest } from '../../../../operator/request';
import { environmentOf, hyperTune, jupyterNotebook, pythonJob, SPARK_CATALOG, sparkJob, tensorFlowJob } from '../../../builders/jobs';
import { variablesOf } from '../../../builders/kubelet';

const packages = Array.from({ length: 90 }, (_, at) => `package-${at}==1.${at}.0 ${Array.from({ length: 20 }, (_each, other) => `--hash=sha256:${(at * 100 + other).toString(16).padStart(64, '0')}`).join(' \\\n    ')}\n    # via x`);
const lock = { packages };

/** Bytes of one text that Linux takes. */
const LINUX = 131_072;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function volumesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = ((value as V1PodTemplateSpec['spec'])?.volumes ?? []) as { configMap?: { name: string } }[];
  return [...(Array.isArray(own) ? own.flatMap(({ configMap }) => (configMap === undefined ? [] : [configMap.name])) : []), ...Object.values(value).flatMap(volumesIn)];
}

test.each<[string, Job, Catalog]>([
  ['PythonJob', pythonJob({ lock }), DEFAULT_CATALOG],
  ['TensorFlowJob', tensorFlowJob({ lock, replicas: { chief: {}, worker: {}, ps: {} } }), DEFAULT_CATALOG],
  ['SparkJob', sparkJob({ lock }), SPARK_CATALOG],
  ['JupyterNotebook', jupyterNotebook({ lock: { packages: [...packages, `jupyterlab==4.0.0 --hash=sha256:${'0'.repeat(64)}`] } }), DEFAULT_CATALOG],
  ['HyperTune', hyperTune({ lock }), DEFAULT_CATALOG],
])('a long lock of a %s travels as one file', (kind, job, catalog) => {
  const objects = compileJob(job, catalog);
  const files = objects.filter((object): object is V1ConfigMap & typeof object => object.kind === 'ConfigMap');
  expect(files).toHaveLength(1);
  expect(files[0]?.metadata).toMatchObject({ name: expect.stringMatching(/^news-[a-z]+-lock-[0-9a-f]{16}$/), labels: { 'ds.bloomberg.com/job-kind': kind, 'ds.bloomberg.com/job-name': 'news' } });
  const lines = (files[0]?.data?.['requirements.txt'] ?? '').trim().split('\n');
  expect(lines.slice(0, 90)).toEqual(packages.map((_, at) => expect.stringMatching(new RegExp(`^package-${at}==1\\.${at}\\.0( --hash=sha256:[0-9a-f]{64}){20}$`))));
  expect([...new Set(volumesIn(objects))]).toEqual([files[0]?.metadata?.name]);
  const others = objects.filter(({ kind: of }) => of !== 'ConfigMap');
  expect(Math.max(...textsIn(others).map((text) => Buffer.byteLength(text)))).toBeLessThan(LINUX / 2);
});

test('a short one travels in a variable', () => {
  const job = pythonJob({ lock: { packages: packages.slice(0, 1) } });
  expect(compileJob(job, DEFAULT_CATALOG)).toHaveLength(1);
  expect(variablesOf(environmentOf(job) ?? {}).DS_REQUIREMENTS).toMatch(/^package-0==1\.0\.0( --hash=sha256:[0-9a-f]{64}){20}$/);
});

test('another lock is another file: what an earlier job of the name has left is not taken for it', () => {
  const nameOf = (given: string[]): string | undefined => compileJob(pythonJob({ lock: { packages: given } }), DEFAULT_CATALOG)[1]?.metadata.name;
  expect(nameOf(packages)).toBe(nameOf([...packages]));
  expect(nameOf(packages)).not.toBe(nameOf([...packages].reverse()));
});

test('while the job runs the operator makes the file again that somebody has deleted; a suspended job has none', () => {
  const job = pythonJob({ lock }, { namespace: 's-mlplatform' });
  const [jobSet] = compileJob(job, DEFAULT_CATALOG);
  const running = { ...jobSet, metadata: { ...jobSet?.metadata, uid: 'a', creationTimestamp: '2026-01-01T10:00:00Z' }, status: {} };
  const ask = (spec: object): string[] =>
    sync(readRequest({ parent: { ...job, spec: { ...job.spec, ...spec } }, children: { 'JobSet.jobset.x-k8s.io/v1alpha2': { 'news-py': running } }, related: {} }), DEFAULT_CATALOG, new Date('2026-01-01T11:00:00Z')).children.map(({ kind }) => kind);
  expect(ask({})).toEqual(['JobSet', 'ConfigMap']);
  expect(ask({ lock: undefined })).toEqual(['JobSet']);
  expect(ask({ suspend: true })).toEqual([]);
});
