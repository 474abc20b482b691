import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { kubectl, sandbox, untilPhase } from './support/cluster';
import { TENANT } from './support/platform';

const ROOT = path.resolve(__dirname, '../..');
const MANIFEST = path.join(ROOT, 'examples/tf-test.yaml');

describe("the talk's manifest, as printed", () => {
  let job: Awaited<ReturnType<typeof untilPhase>>;

  beforeAll(async () => {
    await kubectl(['apply', '-f', MANIFEST]);
    job = await untilPhase('tfj', 'tf-test', ['Succeeded', 'Failed', 'Invalid'], 180);
  }, 200_000);

  test('succeeds, with times and the object that ran it', () => {
    expect(job.status).toMatchObject({ phase: 'Succeeded', engine: { kind: 'JobSet', name: 'tf-test-tf' } });
    expect(Date.parse(job.status?.completionTime ?? '')).toBeGreaterThan(Date.parse(job.status?.startTime ?? ''));
    expect(job.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual(expect.arrayContaining(['Accepted=True', 'Admitted=True', 'Complete=True']));
  });

  test('was admitted through Kueue', async () => {
    const workloads = JSON.parse(await kubectl(['get', 'workloads', '-o', 'json'])) as { items: { metadata: { ownerReferences: { name: string }[] }; status: { admission: { clusterQueue: string } } }[] };
    const own = workloads.items.find(({ metadata }) => metadata.ownerReferences[0]?.name === 'tf-test-tf');
    expect(own?.status.admission.clusterQueue).toBe(TENANT);
  });

  test('ran its module in a real container, with the two arguments apart and as the right user', async () => {
    const log = await logs('tf-test');
    expect(log).toContain('"data_dir": "hdfs://CLUSTER/projects/news/news_index"');
    expect(log).toContain('"output_dir": "hdfs://CLUSTER/users/deis/fancy_model"');
    expect(log).toContain('"argv": ["--data-dir", "hdfs://CLUSTER/projects/news/news_index", "--output-dir", "hdfs://CLUSTER/users/deis/fancy_model"]');
    const pods = JSON.parse(await kubectl(['get', 'pods', '-l', 'ds.bloomberg.com/job-name=tf-test', '-o', 'json'])) as { items: { spec: { containers: { env: unknown[] }[] } }[] };
    expect(pods.items[0]?.spec.containers[0]?.env).toContainEqual({ name: 'HADOOP_USER_NAME', value: 'davideis' });
  });

  test('is written no more once it is at rest', async () => {
    const before = (await untilPhase('tfj', 'tf-test', ['Succeeded'])).metadata.resourceVersion;
    await kubectl(['annotate', 'tfj/tf-test', 'test/touched=1']);
    const touched = (await untilPhase('tfj', 'tf-test', ['Succeeded'])).metadata.resourceVersion;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(touched).not.toBe(before);
    expect((await untilPhase('tfj', 'tf-test', ['Succeeded'])).metadata.resourceVersion).toBe(touched);
  }, 30_000);
});

/** What `ds logs` prints. */
async function logs(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'build/cli/main.js'), 'logs', name, '--namespace', TENANT], {
    env: { ...process.env, KUBECONFIG: sandbox().kubeconfig },
  });
  return stdout;
}
