import { createHash } from 'node:crypto';
import { imageReference } from '../../sandbox/images/catalogue';
import { pythonJob } from '../builders/jobs';
import { eventually, find, kubectl, refusal } from './support/cluster';
import { ended, live, logOf, nameOf, podOf, reached, release, removeJobs, runningPods, says, start, UNTIL_RELEASED } from './support/jobs';
import { TENANT } from './support/platform';

const FILES = { 'v1/news.txt': 'first edition\n', 'v2/news.txt': 'second edition\n' };
const sum = (text: string) => createHash('sha256').update(text).digest('hex');
const sums = (version: 'v1' | 'v2') => `${sum(FILES[`${version}/news.txt`])}  news.txt\n`;

/** Prints what the job is told, and what it finds there. */
const READ = `\
import os
path = os.environ["DS_DATASET_NEWS"]
print("version", os.environ["DS_DATASET_NEWS_VERSION"], "at", path, ":", open(path + "/news.txt").read().strip(), flush=True)
print("address", os.environ["DS_DATASET_INDEX"], flush=True)
try:
    open(path + "/new.txt", "w")
except OSError as error:
    print("cannot write:", error.strerror, flush=True)
`;

const reader = (name: string, script: string) => pythonJob({ script, datasets: [{ name: 'news' }, { name: 'index', dataset: 'news-index' }] }, { name });

const JOBS = {
  old: reader('dataset-old', READ + UNTIL_RELEASED),
  new: reader('dataset-new', READ),
  unknown: pythonJob({ script: 'print(1)', datasets: [{ name: 'news-indx' }] }, { name: 'dataset-unknown' }),
  broken: pythonJob({ script: 'print(1)', datasets: [{ name: 'news', volume: { claimName: 'news', subPath: 'v1' }, checksum: sum('something else') }] }, { name: 'dataset-broken' }),
};

const dataset = (name: string, spec: object) => ({ apiVersion: 'ds.bloomberg.com/v1', kind: 'Dataset', metadata: { name }, spec });
const news = (version: 'v1' | 'v2') => dataset('news', { version, volume: { claimName: 'news', subPath: version }, checksum: sum(sums(version)) });
const index = (version: string) => dataset('news-index', { version, uri: `hdfs://CLUSTER/news/${version}` });
const apply = (object: object) => kubectl(['apply', '-f', '-'], JSON.stringify(object));

/** A volume on the node, filled by a pod that is none of the tenant's. */
async function volume(): Promise<void> {
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadOnlyMany'], storageClassName: 'by-hand', hostPath: { path: '/var/lib/test-datasets', type: 'DirectoryOrCreate' } };
  await apply({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'test-datasets' }, spec: { ...spec, claimRef: { namespace: TENANT, name: 'news' } } });
  await apply({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'news', namespace: TENANT }, spec: { accessModes: ['ReadOnlyMany'], storageClassName: 'by-hand', volumeName: 'test-datasets', resources: { requests: { storage: '1Gi' } } } });
  const files = { ...FILES, 'v1/SHA256SUMS': sums('v1'), 'v2/SHA256SUMS': sums('v2') };
  const script = 'import json, os, sys\nfor name, text in json.loads(sys.argv[1]).items():\n    os.makedirs("/data/" + os.path.dirname(name), exist_ok=True)\n    open("/data/" + name, "w").write(text)\n';
  const image = imageReference('python');
  const container = { name: 'fill', image, command: ['python3', '-c', script, JSON.stringify(files)], volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'fill-datasets', namespace: 'default' }, spec: { restartPolicy: 'Never', containers: [container], volumes: [{ name: 'data', hostPath: { path: '/var/lib/test-datasets', type: 'DirectoryOrCreate' } }] } };
  await kubectl(['delete', 'pod', 'fill-datasets', '--ignore-not-found'], undefined, 'default');
  await kubectl(['create', '-f', '-'], JSON.stringify(pod), 'default');
  await kubectl(['wait', 'pod/fill-datasets', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s'], undefined, 'default');
}

beforeAll(async () => {
  await volume();
  await apply(news('v1'));
  await apply(index('1'));
}, 120_000);

afterAll(async () => {
  await removeJobs();
  await kubectl(['delete', 'datasets', '--all']);
  await kubectl(['delete', 'pvc', 'news', '--ignore-not-found']);
  await kubectl(['delete', 'pv', 'test-datasets', '--ignore-not-found']);
  await kubectl(['delete', 'pod', 'fill-datasets', '--ignore-not-found'], undefined, 'default');
}, 120_000);

test('a job keeps the version that it saw, a new one sees the new version', async () => {
  await start(JOBS.old);
  await runningPods(JOBS.old);
  const pins = [
    { name: 'news', dataset: 'news', version: 'v1', volume: { claimName: 'news', subPath: 'v1' }, checksum: sum(sums('v1')) },
    { name: 'index', dataset: 'news-index', version: '1', uri: 'hdfs://CLUSTER/news/1' },
  ];
  expect((await live(JOBS.old)).status?.datasets).toEqual(pins);

  await kubectl(['patch', nameOf(JOBS.old), '--type=merge', '-p', '{"spec":{"suspend":true}}']);
  await reached(JOBS.old, 'Suspended');
  await apply(news('v2'));
  await apply(index('2'));
  await kubectl(['patch', nameOf(JOBS.old), '--type=merge', '-p', '{"spec":{"suspend":false}}']);
  const [pod] = await runningPods(JOBS.old);
  await eventually('the job has read', async () => (await logOf(pod!)).includes('cannot write'));
  expect(await logOf(pod!)).toBe('version v1 at /data/news : first edition\naddress hdfs://CLUSTER/news/1\ncannot write: Read-only file system\n');
  await release(pod!);
  expect((await ended(JOBS.old)).status).toMatchObject({ phase: 'Succeeded', datasets: pins });

  await start(JOBS.new);
  expect((await ended(JOBS.new)).status).toMatchObject({ phase: 'Succeeded', datasets: [{ version: 'v2' }, { version: '2' }] });
  expect(await logOf(await podOf(JOBS.new))).toContain('version v2 at /data/news : second edition\naddress hdfs://CLUSTER/news/2\n');
}, 240_000);

test('a version cannot come to mean something else', async () => {
  const { spec } = (await find<{ spec: { version: string } }>('datasets', 'news-index'))!;
  const said = await refusal(['apply', '-f', '-'], JSON.stringify(dataset('news-index', { version: spec.version, uri: 'hdfs://CLUSTER/news/other' })));
  expect(said).toContain('spec.uri: Invalid value');
  expect(said).toContain('cannot be changed within a version. Allowed: together with version. Give version another name too.');
}, 30_000);

test('a Dataset that is not there is named, and the job runs as soon as it is; data that is not as it was meant is not read', async () => {
  await start(JOBS.unknown, JOBS.broken);
  await says(JOBS.unknown, 'Invalid', 'spec.datasets[0].name: there is no such Dataset in the namespace (given "news-indx"). Allowed: news, news-index. Did you mean news-index?');
  await apply(dataset('news-indx', { version: '1', uri: 'hdfs://CLUSTER/news/1' }));
  expect((await ended(JOBS.broken)).status?.message).toMatch(/^Checking the datasets failed: Dataset news is not what was meant: \/data\/news\/SHA256SUMS has the sha256 /);
  await reached(JOBS.unknown, 'Succeeded');
}, 120_000);
