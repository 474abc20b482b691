import type { Catalog } from '../../lib/catalog/spec';
import { sync } from '../../operator/sync';
import { MESSAGE_LIMIT } from '../../operator/message';
import { kerberosCatalog } from '../builders/hadoop';
import { failed } from '../builders/jobset';
import { ended, pod, related, type PodParts } from '../builders/pods';
import { CATALOG, NOW, request } from './request';

/** At once after the failure, and when nothing more is to be seen. */
const SOON = new Date('2026-01-01T10:20:01Z');

function failure(pods: readonly PodParts[], options: { reason?: string; spec?: object; now?: Date; job?: string; catalog?: Catalog } = {}) {
  const { status } = sync(
    request({ jobSet: failed(options.reason, options.job), related: related(pods.map(pod)), spec: options.spec ?? {} }),
    options.catalog ?? CATALOG,
    options.now ?? SOON,
  );
  return { phase: status.phase, reason: status.conditions?.find(({ type }) => type === 'Failed')?.reason, message: status.message };
}

const PIP = `Looking in indexes: https://pypi.test/simple
ERROR: Could not find a version that satisfies the requirement foo (from versions: none)
ERROR: No matching distribution found for foo
[notice] A new release of pip is available`;

test.each<[string, readonly PodParts[], object, { reason: string; message: string }]>([
  [
    'packages that cannot be installed',
    [{ phase: 'Failed', states: { environment: ended(1, PIP) } }],
    {},
    { reason: 'EnvironmentFailed', message: 'Installing pipPackages failed (exit code 1): ERROR: No matching distribution found for foo' },
  ],
  [
    'an installation that says nothing',
    [{ phase: 'Failed', states: { environment: ended(2) } }],
    {},
    { reason: 'EnvironmentFailed', message: 'Installing pipPackages failed (exit code 2).' },
  ],
  [
    'another init container',
    [{ phase: 'Failed', states: { 'init-identity': ended(4, 'kinit: no key') } }],
    {},
    { reason: 'InitFailed', message: 'Preparing pod news-tf-worker-0-0-abcde failed in container init-identity (exit code 4): kinit: no key' },
  ],
  [
    'the module',
    [{ phase: 'Failed', states: { environment: ended(0), main: ended(3, 'one\n\ntwo\n  three\nValueError: four\n') } }],
    {},
    { reason: 'ModuleFailed', message: 'Module gpu_tftraining failed in pod news-tf-worker-0-0-abcde: exit code 3: two | three | ValueError: four' },
  ],
  [
    'HDFS, which it has no identity for',
    [{ phase: 'Failed', states: { main: ended(1, 'hdfs_native.InvalidArgument: No NameNode hosts found\n') } }],
    { catalog: kerberosCatalog() },
    {
      reason: 'ModuleFailed',
      message:
        'Module gpu_tftraining failed in pod news-tf-worker-0-0-abcde: exit code 1. The job has no Hadoop identity, and without one it knows neither where HDFS is nor who it is there. ' +
        'Name a user: identities: [{hadoop: {id: <user>}}]. Its last words: hdfs_native.InvalidArgument: No NameNode hosts found',
    },
  ],
  [
    'too little memory',
    [{ phase: 'Failed', memory: '2Gi', states: { main: ended(137, '', '2026-01-01T10:19:00Z', 'OOMKilled') } }],
    {},
    { reason: 'OutOfMemory', message: 'Module gpu_tftraining ran out of memory in pod news-tf-worker-0-0-abcde (limit 2Gi). Ask for a larger size.' },
  ],
  [
    'an eviction',
    [{ phase: 'Failed', status: { reason: 'Evicted', message: 'The node was low on resource: memory.' }, states: { main: ended(137) } }],
    {},
    { reason: 'Evicted', message: 'Pod news-tf-worker-0-0-abcde was evicted (Evicted): The node was low on resource: memory.' },
  ],
  [
    'an eviction before any container ran',
    [{ phase: 'Failed', status: { reason: 'Evicted', message: 'The node had condition: [DiskPressure].' } }],
    {},
    { reason: 'Evicted', message: 'Pod news-tf-worker-0-0-abcde was evicted (Evicted): The node had condition: [DiskPressure].' },
  ],
  [
    'a deadline, whatever its victims say',
    [{ deleting: true, states: { main: ended(137) } }],
    { reason: 'FailJobSetFailurePolicyAction', spec: { activeDeadlineSeconds: 600 } },
    { reason: 'DeadlineExceeded', message: 'Ran longer than activeDeadlineSeconds (600).' },
  ],
  [
    'nothing that is known, after a while',
    [],
    { now: NOW },
    {
      reason: 'ReachedMaxRestarts',
      message:
        'Failed, and nothing of its pods is left to say why: jobset failed due to reaching max number of restarts (first failed job: news-tf-worker-0)',
    },
  ],
])('failed because of %s', (_name, pods, options, expected) => {
  expect(failure(pods, options)).toEqual({ phase: 'Failed', ...expected });
});

describe('of many failures', () => {
  const main = (exitCode: number, message: string, finished?: string) => ({ main: ended(exitCode, message, finished) });

  test('the first is told', () => {
    const pods = [
      { name: 'late', index: 0, states: main(1, 'peer lost', '2026-01-01T10:19:59Z') },
      { name: 'early', index: 1, states: main(2, 'cause', '2026-01-01T10:19:58Z') },
    ];
    expect(failure(pods).message).toBe('Module gpu_tftraining failed in pod early: exit code 2: cause');
  });

  test('the one of the batch Job that failed first is told', () => {
    const pods = [
      { name: 'ps', job: 'news-tf-ps-0', states: main(1, 'peer lost', '2026-01-01T10:19:50Z') },
      { name: 'worker', states: main(2, 'cause') },
    ];
    expect(failure(pods).message).toContain('pod worker: exit code 2');
  });

  test('the last try of a pod is told', () => {
    const pods = [
      { name: 'first', created: '2026-01-01T10:06:00Z', states: main(1, 'old', '2026-01-01T10:07:00Z') },
      { name: 'second', created: '2026-01-01T10:08:00Z', states: main(2, 'new') },
    ];
    expect(failure(pods).message).toContain('pod second: exit code 2: new');
  });

  test('the last try of the whole is told', () => {
    const pods = [
      { name: 'first', attempt: 0, index: 0, states: main(1, 'old', '2026-01-01T10:07:00Z') },
      { name: 'second', attempt: 1, index: 1, states: main(2, 'new') },
    ];
    expect(failure(pods).message).toContain('pod second: exit code 2: new');
  });

  test('pods that were stopped are told only when there is no other', () => {
    const stopped = { name: 'stopped', index: 0, states: main(143, 'stopped', '2026-01-01T10:19:00Z') };
    const cause = { name: 'cause', index: 1, states: main(1, 'cause') };
    expect(failure([stopped, cause]).message).toContain('pod cause');
    expect(failure([stopped]).phase).toBe('Running');
    expect(failure([stopped], { now: NOW }).message).toContain('pod stopped: exit code 143');
  });

  test('pods of an earlier job of the same name tell nothing', () => {
    expect(failure([{ jobSetUid: 'another', states: main(1, 'old') }]).phase).toBe('Running');
  });
});

test('a message fits the status and is cut between characters', () => {
  const { message } = failure([{ states: { main: ended(1, '😀'.repeat(3000)) } }]);
  expect(message?.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(message).toMatch(/😀…$/u);
});
