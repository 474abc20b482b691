import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { applyPatches } from '../../../../lib/jobs/common/patches';
import type { PodTemplatePatch } from '../../../../lib/jobs/common/spec';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { PlatformError } from '../../../../lib/errors';
import { texts } from '../../../builders/errors';
import { podOf, jobSetOf, pythonJob, templateOf, tensorFlowJob } from '../../../builders/jobs';

const add = (path: string, value: PodTemplatePatch['value']): PodTemplatePatch => ({ op: 'add', path, value });
const errorsOf = (...podTemplatePatches: PodTemplatePatch[]): string[] => texts(validateJob(pythonJob({ podTemplatePatches }), DEFAULT_CATALOG));

const TOLERATION = { key: 'spot', operator: 'Exists' };
const OTHER = { key: 'other', operator: 'Exists' };

describe('patches', () => {
  test('are applied in their order', () => {
    const { tolerations } = podOf(
      pythonJob({ podTemplatePatches: [add('/spec/tolerations', [TOLERATION]), add('/spec/tolerations/0', OTHER), { op: 'replace', path: '/spec/tolerations/1/key', value: 'third' }] }),
    );
    expect(tolerations).toEqual([OTHER, { key: 'third', operator: 'Exists' }]);
  });

  test('are applied to the pods of every part', () => {
    const jobSet = jobSetOf(tensorFlowJob({ replicas: { chief: {}, worker: {} }, podTemplatePatches: [add('/metadata/labels/example.com~1team', 'news')] }));
    for (const role of ['chief', 'worker']) expect(templateOf(jobSet, role).metadata?.labels).toMatchObject({ 'example.com/team': 'news', 'ds.bloomberg.com/role': role });
  });

  test.each<[string, PodTemplatePatch]>([
    ['a volume', add('/spec/volumes/-', { name: 'data', persistentVolumeClaim: { claimName: 'data' } })],
    ['a mount', add('/spec/containers/0/volumeMounts/-', { name: 'home', mountPath: '/data' })],
    ['a label of a node', add('/spec/nodeSelector/zone', 'a')],
    ['a toleration where there is none', add('/spec/tolerations/-', TOLERATION)],
    ['an annotation where there is none', add('/metadata/annotations/example.com~1note', 'x')],
    ['a grace period', add('/spec/terminationGracePeriodSeconds', 120)],
    ['a label', add('/metadata/labels/team', 'news')],
  ])('may add %s', (_what, patch) => {
    expect(errorsOf(patch)).toEqual([]);
  });

  test('leave the template that they are given as it was', () => {
    const template = { metadata: { labels: { a: 'b' } } };
    expect(applyPatches(template, [add('/metadata/labels/c', 'd')])).toEqual({ metadata: { labels: { a: 'b', c: 'd' } } });
    expect(template).toEqual({ metadata: { labels: { a: 'b' } } });
  });

  test('do not share what they add between pods', () => {
    const patch = add('/spec/tolerations', [TOLERATION]);
    const [first, second] = [applyPatches({ spec: { containers: [] } }, [patch]), applyPatches({ spec: { containers: [] } }, [patch])];
    expect(first.spec?.tolerations?.[0]).not.toBe(second.spec?.tolerations?.[0]);
    expect(first.spec?.tolerations?.[0]).toEqual(TOLERATION);
  });

  test('add lists that are lists', () => {
    expect(Array.isArray(applyPatches({ spec: { containers: [] } }, [add('/spec/tolerations', [TOLERATION])]).spec?.tolerations)).toBe(true);
  });
});

const platform = (index: number, key: string, path: string): string =>
  `spec.podTemplatePatches[${index}].path: changes ${key}, which belongs to the platform (given ${JSON.stringify(path)}). ` +
  "Allowed: labels and selectors beside the platform's own. Choose another size or queue instead.";
const missing = (index: number, path: string): string =>
  `spec.podTemplatePatches[${index}].path: does not exist in the pod template (given ${JSON.stringify(path)}). ` +
  'Allowed: a place that exists, or a new member of one that does. Add its parent first, or correct the path.';

describe('patches are refused', () => {
  test.each<[string, PodTemplatePatch, string]>([
    ['that change a label of the platform', add('/metadata/labels/ds.bloomberg.com~1size', 'CpuLarge'), 'ds.bloomberg.com/size'],
    ['that remove one', { op: 'remove', path: '/metadata/labels/ds.bloomberg.com~1job-name' }, 'ds.bloomberg.com/job-name'],
    ['that put the pod on the mesh', { op: 'replace', path: '/metadata/labels/sidecar.istio.io~1inject', value: 'true' }, 'sidecar.istio.io/inject'],
    ['that choose other nodes', { op: 'replace', path: '/spec/nodeSelector/ds.bloomberg.com~1node-pool', value: 'gpu' }, 'ds.bloomberg.com/node-pool'],
    ['that select nodes anew', add('/spec/nodeSelector', { zone: 'a' }), 'ds.bloomberg.com/node-pool'],
    ['that select no nodes', { op: 'remove', path: '/spec/nodeSelector' }, 'ds.bloomberg.com/node-pool'],
  ])('%s', (_what, patch, key) => {
    expect(errorsOf(patch)).toEqual([platform(0, key, patch.path)]);
  });

  test.each<[string, PodTemplatePatch, string]>([
    ['that put the pod into a queue', add('/metadata/labels/kueue.x-k8s.io~1queue-name', 'other'), '.path: adds kueue.x-k8s.io/queue-name, which belongs to a controller'],
    ['that take away volumes', add('/spec/volumes', []), '.path: takes away the volume home, which belongs to the platform'],
    ['that bring in the node', add('/spec/volumes/-', { name: 'node', hostPath: { path: '/' } }), '.path: adds a volume that a restricted pod may not have'],
    ['that add nothing', { op: 'add', path: '/spec/tolerations' }, '.value: is missing. Allowed: any value. Give one, or use op: remove.'],
  ])('%s', (_what, patch, message) => {
    expect(errorsOf(patch)).toEqual([expect.stringContaining(`spec.podTemplatePatches[0]${message}`)]);
  });

  test.each<[PodTemplatePatch]>([
    [{ op: 'replace', path: '/spec/affinity', value: {} }],
    [{ op: 'remove', path: '/metadata/labels/team' }],
    [add('/spec/dnsConfig/options/-', {})],
  ])('whose place does not exist: %j', (patch) => {
    expect(errorsOf(patch)).toEqual([missing(0, patch.path)]);
  });

  test('by the number of the first that is wrong', () => {
    expect(errorsOf(add('/spec/tolerations', []), add('/spec/tolerations/7', TOLERATION))).toEqual([missing(1, '/spec/tolerations/7')]);
  });

  test.each(['/spec/serviceAccountName', '/spec/containers/0/image', '/spec/containers/0/securityContext', '/spec/hostNetwork', '/spec/containers/-', '/metadata/name', 'spec/tolerations', ''])(
    'that reach for %j',
    (path) => {
      expect(errorsOf({ op: 'add', path, value: 'x' })).toEqual([expect.stringMatching(/^spec\.podTemplatePatches\[0\]\.path: is not well formed/)]);
    },
  );

  test('before anything is made, even of a job that is held back', () => {
    const job = pythonJob({ suspend: true, podTemplatePatches: [{ op: 'remove', path: '/spec/affinity' }] });
    expect(() => compileJob(job, DEFAULT_CATALOG)).toThrow(PlatformError);
    expect(() => compileJob(job, DEFAULT_CATALOG)).toThrow(`PythonJob/news: 1 error\n  ${missing(0, '/spec/affinity')}`);
  });
});
