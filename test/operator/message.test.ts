import { sync } from '../../operator/sync';
import { condition, jobSet, queued, resumed, workload } from '../builders/jobset';
import { pod, related, waiting, type PodParts } from '../builders/pods';
import { CATALOG, NOW, request } from './request';

describe('a job whose pods are starting', () => {
  test.each<[string, PodParts, string]>([
    [
      'an image that cannot be pulled',
      { states: { main: waiting('ErrImagePull', 'rpc error: code = NotFound desc = registry.test/main:1: not found') } },
      'Image registry.test/main:1 cannot be pulled in pod news-tf-worker-0-0-abcde: rpc error: code = NotFound desc = registry.test/main:1: not found',
    ],
    [
      'the same while the kubelet waits',
      { states: { main: waiting('ImagePullBackOff', 'Back-off pulling image "registry.test/main:1": ErrImagePull: rpc error: code = NotFound desc = registry.test/main:1: not found') } },
      'Image registry.test/main:1 cannot be pulled in pod news-tf-worker-0-0-abcde: rpc error: code = NotFound desc = registry.test/main:1: not found',
    ],
    [
      'the same with an older kubelet',
      { states: { main: waiting('ImagePullBackOff', 'Back-off pulling image "registry.test/main:1"') } },
      'Image registry.test/main:1 cannot be pulled in pod news-tf-worker-0-0-abcde: the registry refuses it or has no such image.',
    ],
    [
      'a Secret that is missing',
      { states: { main: waiting('CreateContainerConfigError', 'secret "tracking-token" not found') } },
      'Container main cannot be created in pod news-tf-worker-0-0-abcde: secret "tracking-token" not found',
    ],
    [
      'no node',
      { status: { conditions: [{ ...condition('PodScheduled', 'False', '2026-01-01T10:05:02Z', ['Unschedulable', '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.']) }] } },
      'Admitted, but no node takes pod news-tf-worker-0-0-abcde: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.',
    ],
    ['packages to install', { states: { environment: { running: {} }, main: waiting('PodInitializing') } }, 'Admitted; installing pipPackages.'],
    ['nothing special', { states: { main: waiting('ContainerCreating') } }, 'Admitted; its pods are starting.'],
  ])('%s', (_name, parts, message) => {
    const { status } = sync(request({ jobSet: jobSet({ conditions: [resumed()] }), related: related([pod({ phase: 'Pending', ...parts })]) }), CATALOG, NOW);
    expect(status).toMatchObject({ phase: 'Pending', message });
  });
});

test('a job that its queue has let start is not in the queue, though its JobSet has not begun: its volumes may be refused', () => {
  const admitted = [condition('QuotaReserved', 'True', '2026-01-01T10:05:00Z'), condition('Admitted', 'True', '2026-01-01T10:05:00Z')];
  const waits = { ...queued(), spec: { suspend: false } };
  const { status } = sync(request({ jobSet: waits, related: related([], [workload(admitted)]) }), CATALOG, NOW);
  expect(status).toMatchObject({ phase: 'Pending', message: 'Admitted; its pods are starting.' });
  expect(status.conditions?.at(-1)).toMatchObject({ type: 'Admitted', status: 'True' });
});

describe('a job in its queue', () => {
  const no = (reason: string, message: string) => condition('QuotaReserved', 'False', '2026-01-01T10:00:07Z', [reason, message]);
  const capacity = "couldn't assign flavors to pod set worker: insufficient quota for nvidia.com/gpu in flavor gpu, previously considered podsets requests (0) + current podset request (100) > maximum capacity (8)";
  const alsoUsed = 'insufficient unused quota for memory in flavor gpu, 1Gi more needed';
  const unused = "couldn't assign flavors to pod set worker: insufficient unused quota for cpu in flavor default, 1 more needed";
  const preempted = 'Preempted to accommodate a workload (UID: 1, JobUID: 2) due to reclamation within the cohort; preemptor path: /company/s-vision; preemptee path: /company/s-news';

  test.each<[string, object[], { active?: boolean; requeueState?: object }, string, string]>([
    ['before Kueue has looked at it', [], {}, 'WaitingForQuota', 'Waiting for quota in queue gpu.'],
    ['for quota that others use', [no('Pending', unused)], {}, 'WaitingForQuota', `Waiting for quota in queue gpu: ${unused}`],
    ['for ever', [no('Pending', capacity)], {}, 'OverCapacity', `Asks for more than queue gpu can ever give; it will wait until the queue or the job is changed: ${capacity}`],
    ['for ever, also for what would be free', [no('Pending', `${capacity}, ${alsoUsed}`)], {}, 'OverCapacity', `Asks for more than queue gpu can ever give; it will wait until the queue or the job is changed: ${capacity}, ${alsoUsed}`],
    ['for ever, for one of its sets of pods', [no('Pending', `${unused}; ${capacity}`)], {}, 'OverCapacity', `Asks for more than queue gpu can ever give; it will wait until the queue or the job is changed: ${unused}; ${capacity}`],
    ['for the one flavor that it fits', [no('Pending', `${capacity}, insufficient unused quota for nvidia.com/gpu in flavor spot, 1 more needed`)], {}, 'WaitingForQuota', `Waiting for quota in queue gpu: ${capacity}, insufficient unused quota for nvidia.com/gpu in flavor spot, 1 more needed`],
    ['that does not exist', [no('Inadmissible', "LocalQueue gpu doesn't exist")], {}, 'Inadmissible', "Queue gpu cannot take the job: LocalQueue gpu doesn't exist"],
    [
      'again, after a preemption',
      [no('Pending', unused), condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['Preempted', preempted])],
      {},
      'Preempted',
      `Stopped by its queue (Preempted) and waiting for quota in queue gpu again: Preempted to accommodate another workload due to reclamation within the cohort`,
    ],
    ['for checks', [condition('QuotaReserved', 'True', '2026-01-01T10:00:07Z')], {}, 'WaitingForAdmissionChecks', 'Has its quota in queue gpu and is waiting for admission checks.'],
    [
      'in vain, when it could not be started',
      [condition('QuotaReserved', 'True', '2026-01-01T10:00:07Z'), condition('Finished', 'True', '2026-01-01T10:00:08Z', ['FailedToStart', 'conflict for nodeSelector'])],
      {},
      'FailedToStart',
      'Queue gpu could not start the job and will not try again: conflict for nodeSelector',
    ],
    [
      'until it is tried again, since its pods were not ready in time',
      [no('Pending', 'Exceeded the PodsReady timeout news/x'), condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['PodsReadyTimeout', 'Exceeded the PodsReady timeout news/x'])],
      { requeueState: { count: 1, requeueAt: '2026-01-01T11:01:00Z' } },
      'PodsReadyTimeout',
      'Stopped by its queue, because not all of its pods were ready in time (PodsReadyTimeout); it is queued again at 2026-01-01T11:01:00Z.',
    ],
    [
      'again, and is not looked at yet, since its pods were not ready in time',
      [no('Pending', 'Exceeded the PodsReady timeout news/x'), condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['PodsReadyTimeout', 'Exceeded the PodsReady timeout news/x'])],
      { requeueState: { count: 2 } },
      'PodsReadyTimeout',
      'Stopped by its queue 2 times, because not all of its pods were ready in time (PodsReadyTimeout), and waiting for quota in queue gpu again.',
    ],
    [
      'for quota that others have taken since its pods were not ready in time',
      [no('Pending', unused), condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['PodsReadyTimeout', 'Exceeded the PodsReady timeout news/x'])],
      { requeueState: { count: 2 } },
      'PodsReadyTimeout',
      `Stopped by its queue 2 times, because not all of its pods were ready in time (PodsReadyTimeout), and waiting for quota in queue gpu again: ${unused}`,
    ],
    [
      'no longer, since its pods were never ready in time',
      [no('Pending', 'The workload is deactivated'), condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['DeactivatedDueToRequeuingLimitExceeded', 'The workload is deactivated due to exceeding the maximum number of re-queuing retries'])],
      { active: false },
      'RequeuingLimitExceeded',
      'Not all of its pods were ready in time, time after time, so queue gpu does not try it again. Mend what keeps them from starting, then suspend the job and resume it.',
    ],
    ['for its turn, as Kueue itself says', [no('WaitingForQuota', unused)], {}, 'WaitingForQuota', `Waiting for quota in queue gpu: ${unused}`],
    ['for ever, as Kueue itself says', [no('ExceedsMaxQuota', 'too much')], {}, 'OverCapacity', 'Asks for more than queue gpu can ever give; it will wait until the queue or the job is changed: too much'],
    ['for nodes that there are none of', [no('NoMatchingFlavor', 'none')], {}, 'NoMatchingFlavor', 'None of the nodes of queue gpu are such as the job asks for; it will wait until the queue or the job is changed: none'],
    ['for pods near to each other', [no('TopologyPlacementFailed', 'no room')], {}, 'TopologyPlacementFailed', 'There is quota in queue gpu, but no place where all pods are as near to each other as the job asks: no room'],
    ['while the queue is stopped', [no('Suspended', 'ClusterQueue gpu is inactive')], {}, 'QueueStopped', 'Queue gpu is stopped: ClusterQueue gpu is inactive'],
    ['in a queue that is not there, as newer versions say it', [no('Misconfigured', "LocalQueue gpu doesn't exist")], {}, 'Inadmissible', "Queue gpu cannot take the job: LocalQueue gpu doesn't exist"],
    [
      'no longer',
      [condition('Evicted', 'True', '2026-01-01T11:00:00Z', ['Deactivated', 'The workload is deactivated'])],
      { active: false },
      'Deactivated',
      'Taken out of queue gpu and not queued again: The workload is deactivated',
    ],
  ])('waits %s', (...[_name, conditions, { requeueState, ...spec }, reason, message]) => {
    const observed = workload(conditions as Record<string, unknown>[], spec, requeueState === undefined ? {} : { requeueState });
    const { status } = sync(request({ jobSet: queued(), related: related([], [observed]) }), CATALOG, NOW);
    expect(status).toMatchObject({ phase: 'Queued', message });
    expect(status.conditions).toContainEqual({ type: 'Admitted', status: 'False', reason, message, lastTransitionTime: '2026-01-01T10:00:06Z' });
  });

  test('does not take another job\'s Workload for its own', () => {
    const other = { ...workload([no('Pending', capacity)]), metadata: { name: 'other', ownerReferences: [{ uid: 'another' }] } };
    const { status } = sync(request({ jobSet: queued(), related: related([], [other]) }), CATALOG, NOW);
    expect(status.message).toBe('Waiting for quota in queue default.');
  });

  test('that is none says that nothing will resume it', () => {
    const { status } = sync(request({ jobSet: jobSet({ suspend: true, labels: {} }) }), CATALOG, NOW);
    expect(status).toMatchObject({ phase: 'Queued', message: 'JobSet news-tf is suspended, and no queue will resume it.' });
  });
});
