import { pythonJob } from '../builders/jobs';
import { eventually, find, kubectl, refusal } from './support/cluster';
import { ended, jobSetOf, logOf, nameOf, nativeObjects, podsOf, reached, release, removeJobs, runningPods, start, UNTIL_RELEASED } from './support/jobs';

const SCRIPT = `${UNTIL_RELEASED}print("released")\n`;

const JOBS = {
  lost: pythonJob({ script: SCRIPT }, { name: 'change-lost' }),
  held: pythonJob({ script: SCRIPT }, { name: 'change-held' }),
  unwanted: pythonJob({ script: SCRIPT }, { name: 'change-unwanted' }),
  again: pythonJob({ script: SCRIPT }, { name: 'change-again' }),
  still: pythonJob(
    {
      module: 'json.tool',
      args: ['--indent', '2'],
      podTemplatePatches: [{ op: 'add', path: '/metadata/labels/team', value: 'news' }],
      suspend: true,
    },
    { name: 'change-still' },
  ),
  text: pythonJob({ module: 'json.tool', args: '--indent 2', suspend: true }, { name: 'change-text' }),
};

beforeAll(() => start(...Object.values(JOBS)), 60_000);
afterAll(removeJobs, 90_000);

test('a JobSet that somebody deletes is made again, and the job succeeds', async () => {
  const [first] = await runningPods(JOBS.lost);
  const { status } = await reached(JOBS.lost, 'Running');
  await kubectl(['delete', 'jobset', 'change-lost-py']);
  await eventually('there is another JobSet', async () => ![undefined, status?.engine?.uid].includes((await jobSetOf(JOBS.lost))?.metadata.uid));
  await eventually('the first pod is gone', async () => (await find('pods', first!.metadata.name)) === undefined);
  const [second] = await runningPods(JOBS.lost);
  expect(second?.metadata.uid).not.toBe(first?.metadata.uid);
  await release(second!);
  const job = await ended(JOBS.lost);
  expect(job.status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${job.status?.duration}.`, restarts: 0 });
  expect(job.status?.engine).toEqual({ ...status?.engine, uid: (await jobSetOf(JOBS.lost))?.metadata.uid });
}, 180_000);

test('a running job that is suspended is stopped, and starts anew when it is not', async () => {
  await runningPods(JOBS.held);
  await kubectl(['patch', nameOf(JOBS.held), '--type=merge', '-p', '{"spec":{"suspend":true}}']);
  const { status } = await reached(JOBS.held, 'Suspended');
  expect(status).toEqual({
    phase: 'Suspended',
    message: 'Suspended by spec.suspend.',
    conditions: [
      { type: 'Accepted', status: 'True', reason: 'Valid', message: 'The spec is valid.', lastTransitionTime: expect.any(String) },
      { type: 'Admitted', status: 'False', reason: 'Suspended', message: 'Suspended by spec.suspend.', lastTransitionTime: expect.any(String) },
    ],
    observedGeneration: 2,
  });
  await eventually('nothing native of the job is left', async () => (await nativeObjects(JOBS.held)).length === 0);

  await kubectl(['patch', nameOf(JOBS.held), '--type=merge', '-p', '{"spec":{"suspend":false}}']);
  const pods = await runningPods(JOBS.held);
  await release(...pods);
  expect((await ended(JOBS.held)).status).toMatchObject({ phase: 'Succeeded', observedGeneration: 3 });
  expect(await Promise.all((await podsOf(JOBS.held)).map(logOf))).toEqual(['released\n']);
}, 180_000);

test('a running job that is deleted leaves nothing behind', async () => {
  const [pod] = await runningPods(JOBS.unwanted);
  const objects = await nativeObjects(JOBS.unwanted);
  expect(objects).toEqual(['JobSet/change-unwanted-py', `Pod/${pod?.metadata.name}`, expect.stringMatching(/^Workload\/jobset-change-unwanted-py-/)]);
  expect(await find('jobs.batch', 'change-unwanted-py-main-0')).toBeDefined();
  await kubectl(['delete', nameOf(JOBS.unwanted)]);
  await eventually('nothing native of the job is left', async () => (await nativeObjects(JOBS.unwanted)).length === 0);
  expect(await find('jobs.batch', 'change-unwanted-py-main-0')).toBeUndefined();
}, 180_000);

test('a running job that is deleted and submitted again at once runs anew', async () => {
  const [first] = await runningPods(JOBS.again);
  await kubectl(['delete', nameOf(JOBS.again)]);
  await start(JOBS.again);
  await eventually('the first pod is gone', async () => (await find('pods', first!.metadata.name)) === undefined);
  await release(...(await runningPods(JOBS.again)));
  expect((await ended(JOBS.again)).status).toMatchObject({ phase: 'Succeeded', restarts: 0 });
}, 180_000);

describe('a job that exists', () => {
  const RULE = 'Invalid value: cannot be changed after the job was created; only suspend can. Delete the job and submit it anew.';
  const POLICY = 'cannot be changed after the job was created. Delete the job and submit it anew.';
  const patch = (job: (typeof JOBS)[keyof typeof JOBS], spec: object) => ['patch', nameOf(job), '--type=merge', '-p', JSON.stringify({ spec })];

  test.each([
    ['its module', JOBS.still, { module: 'json' }, `spec.module: ${RULE}`],
    ['its size', JOBS.still, { size: 'CpuMedium' }, `spec.size: ${RULE}`],
    ['its arguments, as a list', JOBS.still, { args: ['--indent', '4'] }, `spec.args: ${POLICY}`],
    ['its arguments, as one text', JOBS.text, { args: '--indent 4' }, `spec.args: ${POLICY}`],
    ['the spelling of its arguments', JOBS.text, { args: ['--indent', '2'] }, `spec.args: ${POLICY}`],
    ['its arguments, to none', JOBS.text, { args: null }, `spec.args: ${POLICY}`],
    ['the value of a patch', JOBS.still, { podTemplatePatches: [{ op: 'add', path: '/metadata/labels/team', value: 'sport' }] }, `spec.podTemplatePatches: ${RULE}`],
    ['its patches, to none', JOBS.still, { podTemplatePatches: null }, `spec.podTemplatePatches: ${RULE}`],
  ])('cannot be changed in %s', async (_what, job, spec, message) => {
    expect(await refusal(patch(job, spec))).toContain(message);
  });

  test('can be suspended and resumed, and labelled', async () => {
    await reached(JOBS.text, 'Suspended');
    expect(await nativeObjects(JOBS.text)).toEqual([]);
    await kubectl(['label', nameOf(JOBS.text), 'team=news']);
    await kubectl([...patch(JOBS.text, { suspend: false })]);
    await reached(JOBS.text, 'Queued', 'Pending', 'Running', 'Succeeded', 'Failed');
    expect(await jobSetOf(JOBS.text)).toBeDefined();
  }, 60_000);
});
