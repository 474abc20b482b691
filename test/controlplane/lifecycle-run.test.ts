import { ANNOTATIONS } from '../../lib';
import { pythonJob } from '../builders/jobs';
import { kubectl, type LiveJob } from './support/cluster';
import { ended, logOf, podsOf, removeJobs, start, type LivePod } from './support/jobs';

/** Arguments that a shell, or Kubernetes, would change. */
const ARGUMENTS = ['two words', "it's", '"quoted"', '$HOME', '$(DS_JOB_NAME)', '$$', '\\', ''];

/** Pod 0 waits for pod 1, which finds it by its name. */
const SCRIPT = `\
import json, os, socket, sys, time
print(json.dumps({"argv": sys.argv[1:], "env": dict(os.environ)}))
index = os.environ["DS_REPLICA_INDEX"]
if index == "0":
    connection, _ = socket.create_server(("", 5000)).accept()
    print("met " + connection.recv(1).decode())
for _ in range(300):
    if index == "0":
        break
    try:
        socket.create_connection((os.environ["DS_LEADER_HOST"], 5000)).send(index.encode())
        break
    except OSError:
        time.sleep(0.1)
`;

const JOB = pythonJob(
  {
    script: SCRIPT,
    args: ARGUMENTS,
    parallelism: 2,
    completions: 2,
    env: [
      { name: 'LITERAL', value: '$HOME and $(DS_JOB_NAME) and $(X)' },
      { name: 'EMPTY' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'lifecycle-run', key: 'token' } } },
    ],
    datasets: [{ name: 'news-index', uri: 'hdfs://CLUSTER/news?a=$(X)', version: '2026-01' }, { name: 'plain', uri: 's3://bucket/plain' }],
  },
  { name: 'lifecycle-run', annotations: { [ANNOTATIONS.project]: 'news', [ANNOTATIONS.experiment]: '$(baseline)' } },
);

describe('a PythonJob with a script, in two pods', () => {
  let job: LiveJob;
  let pods: LivePod[];
  let printed: { argv: string[]; env: Record<string, string> }[];
  let logs: string[];

  beforeAll(async () => {
    await kubectl(['create', 'secret', 'generic', 'lifecycle-run', '--from-literal=token=s3cr$t']);
    await start(JOB);
    job = await ended(JOB);
    pods = await podsOf(JOB);
    logs = await Promise.all(pods.map(logOf));
    printed = logs.map((log) => JSON.parse(log.split('\n')[0] ?? '') as (typeof printed)[number]);
  }, 180_000);

  afterAll(async () => {
    await removeJobs();
    await kubectl(['delete', 'secret', 'lifecycle-run']);
  }, 90_000);

  test('succeeds, and says how long it took', () => {
    expect(job.status).toEqual({
      phase: 'Succeeded',
      message: `Succeeded in ${job.status?.duration}.`,
      conditions: [
        { type: 'Accepted', status: 'True', reason: 'Valid', message: 'The spec is valid.', lastTransitionTime: expect.any(String) },
        { type: 'Admitted', status: 'True', reason: 'Admitted', message: 'The job may run.', lastTransitionTime: job.status?.startTime },
        { type: 'Complete', status: 'True', reason: 'Succeeded', message: job.status?.message, lastTransitionTime: job.status?.completionTime },
      ],
      startTime: expect.any(String),
      completionTime: expect.any(String),
      duration: expect.stringMatching(/^(\d+m)?\d+s$/),
      restarts: 0,
      engine: { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', name: 'lifecycle-run-py', uid: expect.any(String) },
      datasets: JOB.spec.datasets,
      observedGeneration: 1,
    });
  });

  test('passes arguments as they are written', () => {
    expect(printed.map(({ argv }) => argv)).toEqual([ARGUMENTS, ARGUMENTS]);
  });

  test('passes variables as they are written, and the value of a secret', () => {
    for (const { env } of printed) expect(env).toMatchObject({ LITERAL: '$HOME and $(DS_JOB_NAME) and $(X)', EMPTY: '', TOKEN: 's3cr$t' });
  });

  test('keeps the value of a secret out of every object', async () => {
    expect(await kubectl(['get', 'pythonjobs,jobsets,jobs,pods', '-o', 'yaml'])).not.toContain('s3cr$t');
  });

  test('tells each pod where it is, and nothing else in the name of the platform', () => {
    const platform = ({ env }: (typeof printed)[number]) => Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('DS_')));
    expect(printed.map(platform)).toEqual(
      ['0', '1'].map((index) => ({
        DS_JOB_NAME: 'lifecycle-run',
        DS_JOB_KIND: 'PythonJob',
        DS_PROJECT: 'news',
        DS_EXPERIMENT: '$(baseline)',
        DS_REPLICA_INDEX: index,
        DS_REPLICA_COUNT: '2',
        DS_LEADER_HOST: 'lifecycle-run-py-main-0-0.lifecycle-run-py',
        DS_DATASET_NEWS_INDEX: 'hdfs://CLUSTER/news?a=$(X)',
        DS_DATASET_NEWS_INDEX_VERSION: '2026-01',
        DS_DATASET_PLAIN: 's3://bucket/plain',
      })),
    );
  });

  test('lets the pods meet at DS_LEADER_HOST', () => {
    expect(logs[0]).toContain('met 1\n');
  });

  test('runs in pods that can do no harm', () => {
    expect(pods).toHaveLength(2);
    for (const { spec } of pods) {
      expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
      expect(spec.volumes?.map(({ name, emptyDir }) => [name, emptyDir !== undefined])).toEqual([['home', true], ['tmp', true], ['shm', true]]);
      expect(spec.containers[0]?.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    }
  });
});
