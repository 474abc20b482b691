import type { V1ValidatingAdmissionPolicyBinding } from '@kubernetes/client-node';
import { pythonJob, tensorFlowJob } from '../builders/jobs';
import { eventually, find, kubectl, refusal } from './support/cluster';
import { ended, jobSetOf, live, nameOf, reached, removeJobs, start, verdict } from './support/jobs';
import { testCatalog } from './support/platform';

/** Those of the catalog in which a PythonJob can run. */
const PYTHON_RUNTIMES = Object.entries(testCatalog().runtimes).filter(([, { language }]) => language === 'python').map(([name]) => name).sort().join(', ');
const SIZES = Object.keys(testCatalog().sizes).sort().join(', ');
const FIX = 'Choose one of them, or ask the platform team to add it to the catalog.';

const create = (job: object): Promise<string> => refusal(['create', '-f', '-'], JSON.stringify(job));

afterAll(removeJobs, 90_000);

describe('kubectl refuses a job', () => {
  test('with a framework and a size that the catalog lacks, and names those that it has', async () => {
    expect(await create(pythonJob({ framework: 'python-4', size: 'CpuSmal' }, { name: 'refused' }))).toContain(
      `spec.framework: not a runtime of this platform for this kind of job (given "python-4"). Allowed: ${PYTHON_RUNTIMES}. ${FIX} ` +
        `spec.size: not a size of this platform (given "CpuSmal"). Allowed: ${SIZES}. ${FIX}`,
    );
  });

  test('with such a size for some of its pods', async () => {
    expect(await create(tensorFlowJob({ replicas: { worker: { count: 2 }, ps: { size: 'Huge' } } }, { name: 'refused' }))).toContain(
      `denied request: spec.replicas.ps.size: not a size of this platform (given "Huge"). Allowed: ${SIZES}. ${FIX}`,
    );
  });

  test('with a name that its pods could not have, and says how much to drop', async () => {
    const fits = 'a'.repeat(63 - '-py-main-0-0-abcde'.length);
    await kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(pythonJob({}, { name: fits })));
    expect(await create(pythonJob({}, { name: `${fits}bcd` }))).toContain(
      'metadata.name: Invalid value: is too long (given 48 characters). Allowed: at most 45, so that the names of the main pods fit 63. Shorten it by 3.',
    );
    expect(await create(pythonJob({ completions: 11 }, { name: fits }))).toContain(
      'is too long (given 45 characters). Allowed: at most 44, so that the names of the main pods fit 63. Shorten it by 1.',
    );
  });

  test('without a program, and with two', async () => {
    const message = 'spec.module: Invalid value: needs one program. Allowed: either module or script. Give exactly one.';
    expect(await create({ ...pythonJob({}, { name: 'refused' }), spec: { framework: 'python-3', size: 'CpuSmall' } })).toContain(message);
    expect(await create(pythonJob({ module: 'json', script: 'pass' }, { name: 'refused' }))).toContain(message);
  });
});

describe('where admission does not look at the catalog', () => {
  const UNKNOWN = pythonJob({ framework: 'python-5', size: 'CpuSmal', script: 'print("known at last")' }, { name: 'refusal-unknown' });
  const LATER = pythonJob({ framework: 'python-5', script: 'print("known at last")' }, { name: 'refusal-later' });
  const BINDING = 'validatingadmissionpolicybinding';
  let binding: V1ValidatingAdmissionPolicyBinding;
  let catalog: { data: Record<string, string> };

  const admits = async (): Promise<boolean> =>
    kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(UNKNOWN)).then(() => true, () => false);

  beforeAll(async () => {
    binding = (await find<V1ValidatingAdmissionPolicyBinding>(BINDING, 'ds-catalog'))!;
    catalog = (await find<typeof catalog>('configmap', 'ds-catalog', 'ds-platform'))!;
    await kubectl(['delete', BINDING, 'ds-catalog']);
    await eventually('admission looks away', admits, 30);
    await start(UNKNOWN, LATER);
  }, 60_000);

  afterAll(async () => {
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ ...binding, metadata: { name: 'ds-catalog', labels: binding.metadata?.labels } }));
    await patchCatalog(catalog.data);
    await eventually('admission looks again', async () => !(await admits()), 30);
  }, 60_000);

  test('a job with unknown names is told to be invalid, with every error, and gets no JobSet', async () => {
    const job = await reached(UNKNOWN, 'Invalid');
    const errors = [
      `spec.framework: unknown runtime (given "python-5"). Allowed: ${PYTHON_RUNTIMES}. Did you mean python-3?`,
      `spec.size: unknown size (given "CpuSmal"). Allowed: ${SIZES}. Did you mean CpuSmall or GpuSmall?`,
    ];
    expect(job.status).toMatchObject({ phase: 'Invalid', message: errors.join(' ') });
    expect(verdict(job)).toEqual({ type: 'Accepted', status: 'False', reason: 'InvalidSpec', message: errors.join('\n') });
    expect(await jobSetOf(UNKNOWN)).toBeUndefined();
  }, 60_000);

  test('it runs as soon as the catalog has what it names', async () => {
    await reached(LATER, 'Invalid');
    const { runtimes, ...rest } = testCatalog();
    await patchCatalog({ 'catalog.json': JSON.stringify({ ...rest, runtimes: { ...runtimes, 'python-5': runtimes['python-3'] } }) });
    // The kubelet brings a new ConfigMap to a pod within a minute, or when the pod is touched; the operator looks at a job likewise.
    await kubectl(['annotate', 'pods', '--selector=app.kubernetes.io/name=ds-operator', '--overwrite', `test/touched=${Date.now()}`], undefined, 'ds-platform');
    await eventually('the operator knows the new catalog', async () => {
      await kubectl(['annotate', nameOf(LATER), '--overwrite', `test/touched=${Date.now()}`]);
      return (await live(LATER)).status?.phase !== 'Invalid';
    }, 90);
    const job = await ended(LATER);
    expect(job.status?.phase).toBe('Succeeded');
    expect(job.status?.conditions?.[0]).toMatchObject({ type: 'Accepted', status: 'True', reason: 'Valid' });
    expect((await live(UNKNOWN)).status?.phase).toBe('Invalid');
  }, 180_000);

  async function patchCatalog(data: Record<string, string>): Promise<void> {
    await kubectl(['patch', 'configmap', 'ds-catalog', '--type=merge', '-p', JSON.stringify({ data })], undefined, 'ds-platform');
  }
});
