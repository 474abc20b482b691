import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { applyPatches } from '../../../../lib/jobs/common/patches';
import { podLimits } from '../../../../lib/jobs/common/pod-limits';
import type { PodTemplatePatch } from '../../../../lib/jobs/common/spec';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { PlatformError } from '../../../../lib/errors';
import { texts } from '../../../builders/errors';
import { podOf, jobSetOf, pythonJob, templateOf, tensorFlowJob } from '../../../builders/jobs';

const add = (path: string, value: PodTemplatePatch['value']): PodTemplatePatch => ({ op: 'add', path, value });
const errorsOf = (...podTemplatePatches: PodTemplatePatch[]): string[] => texts(validateJob(pythonJob({ podTemplatePatches }), DEFAULT_CATALOG));

const LIMITS = podLimits(DEFAULT_CATALOG);
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
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [] } };
    expect(applyPatches(template, [add('/metadata/labels/c', 'd')], LIMITS)).toEqual({ metadata: { labels: { a: 'b', c: 'd' } }, spec: { containers: [] } });
    expect(template).toEqual({ metadata: { labels: { a: 'b' } }, spec: { containers: [] } });
  });

  test('do not share what they add between pods', () => {
    const patch = add('/spec/tolerations', [TOLERATION]);
    const [first, second] = [applyPatches({ spec: { containers: [] } }, [patch], LIMITS), applyPatches({ spec: { containers: [] } }, [patch], LIMITS)];
    expect(first.spec?.tolerations?.[0]).not.toBe(second.spec?.tolerations?.[0]);
    expect(first.spec?.tolerations?.[0]).toEqual(TOLERATION);
  });

  test('add lists that are lists', () => {
    expect(Array.isArray(applyPatches({ spec: { containers: [] } }, [add('/spec/tolerations', [TOLERATION])], LIMITS).spec?.tolerations)).toBe(true);
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

describe('what patches make of a pod is checked as a whole:', () => {
  const TERMS = (values: string[] | string) => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'In', values }] }] } } });

  test.each<[string, PodTemplatePatch, string]>([
    ['a number for a label', add('/metadata/labels/cost-center', 4711), '.value: metadata.labels.cost-center of the pod: has the wrong type (given 4711). Allowed: a text'],
    ['no value of a label', add('/metadata/labels/team', 'News & Search'), '.value: metadata.labels.team of the pod: not a value (given "News & Search")'],
    ['no key of a label', add('/metadata/labels/my team', 'x'), '.value: metadata.labels of the pod: not a key (given "my team")'],
    ['a number for an annotation', add('/metadata/annotations/a', 1), '.value: metadata.annotations.a of the pod: has the wrong type'],
    ['a text for seconds', add('/spec/terminationGracePeriodSeconds', '300'), '.value: spec.terminationGracePeriodSeconds of the pod: has the wrong type (given "300"). Allowed: a whole number'],
    ['too long a time to end', add('/spec/terminationGracePeriodSeconds', 601), '.value: is too long a time to end (given 601). Allowed: at most 600 seconds'],
    ['a misspelt affinity', add('/spec/affinity', { nodeAfinity: {} }), '.value: spec.affinity.nodeAfinity of the pod: unknown field (given "nodeAfinity"). Allowed: nodeAffinity, podAffinity, podAntiAffinity. Did you mean nodeAffinity'],
    ['a text for a list', add('/spec/affinity', TERMS('ssd')), 'values of the pod: has the wrong type (given "ssd")'],
    ['a selection of nothing', add('/spec/affinity', TERMS([])), 'values of the pod: is empty with In'],
    ['an operator that is none', add('/spec/tolerations/-', { key: 'spot', operator: 'exists' }), '.value: spec.tolerations[0].operator of the pod: unknown value (given "exists"). Allowed: Exists, Equal. Did you mean Exists?'],
    ['a toleration of nothing', add('/spec/tolerations/-', { effect: 'NoSchedule' }), '.value: spec.tolerations[0].operator of the pod: needs a key'],
    ['a volume without source', add('/spec/volumes/-', { name: 'data' }), '.value: spec.volumes[3] of the pod: comes from nowhere'],
    ['a volume with a misspelt source', add('/spec/volumes/-', { name: 'data', persistantVolumeClaim: { claimName: 'x' } }), 'Did you mean persistentVolumeClaim?'],
    ['a second volume of a name', add('/spec/volumes/-', { name: 'home', emptyDir: {} }), '.value: adds a volume of a name that is taken (given "home")'],
    ['no size', add('/spec/volumes/-', { name: 'data', emptyDir: { sizeLimit: '1 GB' } }), '.value: spec.volumes[3].emptyDir.sizeLimit of the pod: not a Kubernetes quantity'],
    ['an object for a size', add('/spec/volumes/-', { name: 'data', emptyDir: { sizeLimit: { toString: null } } }), '.value: spec.volumes[3].emptyDir.sizeLimit of the pod: not a Kubernetes quantity'],
    ['too much scratch space', add('/spec/volumes/-', { name: 'data', emptyDir: { sizeLimit: '1Ti' } }), '.value: makes the scratch volume data too large (given "1Ti"). Allowed: at most 100Gi'],
    ['a second volume at a path', add('/spec/containers/0/volumeMounts/-', { name: 'home', mountPath: '/tmp' }), '.value: mounts a second volume at a path (given "/tmp")'],
    ['a path out of the volume', add('/spec/containers/0/volumeMounts/-', { name: 'home', mountPath: '/x', subPath: '../x' }), '.value: spec.containers[0].volumeMounts[3].subPath of the pod: leads out of the volume'],
    ['a mount less', { op: 'remove', path: '/spec/containers/0/volumeMounts/0' }, '.path: takes away or changes the mount of home at /home/ds, which belongs to the platform'],
    ['no address', add('/spec/hostAliases/-', { ip: 'localhost', hostnames: ['a'] }), '.value: spec.hostAliases[0].ip of the pod: not an address (given "localhost")'],
    ['a constraint without its key', add('/spec/topologySpreadConstraints/-', { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }), '.value: spec.topologySpreadConstraints[0].topologyKey of the pod: is missing'],
  ])('%s is refused', (_what, patch, message) => {
    expect(errorsOf(patch)).toEqual([expect.stringContaining(message)]);
    expect(errorsOf(patch)[0]).toMatch(/^spec\.podTemplatePatches\[0\]\./);
  });

  test('a mount needs its volume, wherever in the patches that is', () => {
    const [volume, mount] = [add('/spec/volumes/-', { name: 'data', persistentVolumeClaim: { claimName: 'news' } }), (name: string) => add('/spec/containers/0/volumeMounts/-', { name, mountPath: '/mnt/data' })];
    expect(errorsOf(volume, mount('datas'))).toEqual(['spec.podTemplatePatches[1]: mounts a volume that the pod does not have (given "datas"). Allowed: home, tmp, shm, data. Did you mean data?']);
    expect(errorsOf(mount('data'), volume)).toEqual([]);
  });

  test('a volume that the platform lets the job read stays read-only', () => {
    const data = { name: 'news', volume: { claimName: 'news' } };
    const errors = (patch: PodTemplatePatch) => texts(validateJob(pythonJob({ datasets: [data], podTemplatePatches: [patch] }), DEFAULT_CATALOG));
    expect(errors(add('/spec/containers/0/volumeMounts/-', { name: 'dataset-0', mountPath: '/again', readOnly: true }))).toEqual([]);
    expect(errors(add('/spec/containers/0/volumeMounts/-', { name: 'dataset-0', mountPath: '/again' }))).toEqual([
      'spec.podTemplatePatches[0].value: makes the volume dataset-0 writable, which belongs to the platform (given "/again"). Allowed: to read it. Set readOnly: true.',
    ]);
    expect(errors({ op: 'replace', path: '/spec/containers/0/volumeMounts/3/readOnly', value: false })).toEqual([expect.stringContaining('.path: takes away or changes the mount of dataset-0')]);
  });

  test('all errors are told, each of the patch that is guilty', () => {
    const errors = errorsOf(add('/metadata/labels/a', 1), add('/metadata/labels/b', 'b'), add('/spec/affinity', { podAffinty: {} }));
    expect(errors).toEqual([expect.stringMatching(/^spec\.podTemplatePatches\[2\]\.value: .*podAffinty/), expect.stringMatching(/^spec\.podTemplatePatches\[0\]\.value: metadata\.labels\.a /)]);
  });

  test('the catalog tells the longest time to end, and the most scratch space', () => {
    const catalog = { ...DEFAULT_CATALOG, limits: { terminationGracePeriodSeconds: 60, scratchSize: '10Gi' } };
    const errors = (patch: PodTemplatePatch) => texts(validateJob(pythonJob({ podTemplatePatches: [patch] }), catalog));
    expect(errors(add('/spec/terminationGracePeriodSeconds', 61))).toEqual([expect.stringContaining('Allowed: at most 60 seconds')]);
    expect(errors(add('/spec/volumes/-', { name: 'data', emptyDir: { sizeLimit: '11Gi' } }))).toEqual([expect.stringContaining('Allowed: at most 10Gi')]);
    const pod = podOf(pythonJob({ podTemplatePatches: [add('/spec/volumes/-', { name: 'data', emptyDir: {} })] }), catalog);
    expect(pod.volumes?.filter(({ emptyDir }) => emptyDir?.medium === undefined).map(({ emptyDir }) => emptyDir?.sizeLimit)).toEqual(['10Gi', '10Gi', '10Gi']);
  });

  test('what is null is left out, as the API server does', () => {
    const term = { topologyKey: 'zone', labelSelector: { matchLabels: { a: null } } };
    expect(errorsOf({ op: 'add', path: '/spec/affinity', value: { nodeAffinity: null, podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } })).toEqual([]);
    expect(errorsOf({ op: 'add', path: '/spec/nodeSelector', value: { zone: null } })).toEqual([expect.stringContaining('which belongs to the platform')]);
    expect(podOf(pythonJob({ podTemplatePatches: [add('/spec/tolerations/-', { ...TOLERATION, value: null })] })).tolerations).toEqual([TOLERATION]);
  });

  test('patches have a size that they may have together', () => {
    const large = Array.from({ length: 40 }, (_, index) => add(`/metadata/annotations/a${index}`, 'x'.repeat(1000)));
    expect(errorsOf(...large)).toEqual([expect.stringMatching(/^spec\.podTemplatePatches: are too large \(given 4\d{4} bytes as JSON\)\. Allowed: at most 32768 for all of them\./)]);
    expect(errorsOf(...large.slice(0, 30))).toEqual([]);
  });
});
