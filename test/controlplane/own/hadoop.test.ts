import { App, Chart, Yaml } from 'cdk8s';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchQueueing, CustomResourceDefinitions, Operator, PlatformCatalog, PlatformNamespace, Tenant } from '../../../constructs';
import type { Catalog, Job } from '../../../lib';
import type { JobStatus } from '../../../lib/jobs/common/status';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { HADOOP_NAMESPACE, HADOOP_PORTS, type HadoopUser, sandboxHadoop } from '../../../sandbox/hadoop/realm';
import { imageReference } from '../../../sandbox/images/catalogue';
import { Sandbox } from '../../../sandbox/sandbox';
import { pythonJob, tensorFlowJob } from '../../builders/jobs';
import { applyPlatform } from '../support/install';

const TENANT = 's-mlplatform';

/** Tickets are short, and renewed often: a job that runs for half a minute outlives its first ticket. */
const TICKETS = { ticketLifetimeSeconds: 15, renewalIntervalSeconds: 5 };

let sandbox: Sandbox;
let scientist: string;

beforeAll(async () => {
  sandbox = await Sandbox.up({ name: `hadoop-${process.pid}`, node: 'real', images: ['python', 'node', 'tensorflow'], hadoop: true, networkPolicies: true });
  await applyPlatform(sandbox, charts());
  await keytabs({ hdfs: 'hdfs', davideis: 'davideis', impostor: 'maria' });
  scientist = await sandbox.addUser('scientist', ['ml-platform-scientists']);
  const prepared = await run('hdfs', pythonJob({ ...PYTHON, script: PREPARE, identities: [{ id: 'hdfs' }] }, { name: 'prepare' }));
  expect(prepared.status).toMatchObject({ phase: 'Succeeded' });
}, 400_000);

afterAll(() => sandbox?.down(), 60_000);

/** A platform with Kerberos, and a tenant that may reach HDFS and the key distribution centre. */
function charts(): string[] {
  const app = new App();
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');
  const platform = new Chart(app, 'platform');
  new PlatformNamespace(platform, 'namespace');
  const sandboxed = sandboxCatalog() as Catalog;
  const catalog = { ...sandboxed, identityProviders: { hadoop: sandboxHadoop(TICKETS) }, images: { ...sandboxed.images, kerberos: imageReference('kerberos') } };
  new PlatformCatalog(platform, 'catalog', { catalog: catalog as Catalog });
  new BatchQueueing(platform, 'queueing');
  new Operator(platform, 'operator');
  const tenants = new Chart(app, 'tenants');
  const hadoop = { 'kubernetes.io/metadata.name': HADOOP_NAMESPACE };
  new Tenant(tenants, 'tenant', {
    name: TENANT,
    owners: ['ml-platform-owners'],
    submitters: ['ml-platform-scientists'],
    quota: { cpu: { cpu: '1', memory: '2Gi' }, gpu: { cpu: '500m', memory: '2Gi', gpus: 1 } },
    identities: ['davideis', 'nokey', 'impostor', 'stranger'],
    egress: [
      { name: 'package-index', namespaceSelector: { 'kubernetes.io/metadata.name': 'sandbox-system' }, ports: [{ port: 8080 }] },
      { name: 'kerberos', namespaceSelector: hadoop, ports: [{ port: HADOOP_PORTS.kerberos }] },
      { name: 'hdfs', namespaceSelector: hadoop, ports: [{ port: HADOOP_PORTS.namenode }, { port: HADOOP_PORTS.datanode }] },
    ],
  });
  return [definitions, platform, tenants].map((chart) => Yaml.stringify(...(chart.toJson() as object[])));
}

/** Puts keytabs into the tenant's namespace, as the platform's engineers do: each under the name of a user, and whose it is. */
async function keytabs(users: Readonly<Record<string, HadoopUser>>): Promise<void> {
  const data: Record<string, string> = {};
  for (const [name, user] of Object.entries(users)) data[`${name}.keytab`] = await sandbox.hadoopKeytab(user);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ds-hadoop-keytabs', namespace: TENANT }, data };
  await sandbox.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(secret));
}

const PYTHON = { size: 'CpuSmall', pipPackages: ['hdfs-native'] };

/** What the owner of HDFS does once: people's folders, and data to read. */
const PREPARE = `\
import fsspec
from hdfs_native import Client
client = Client("hdfs://CLUSTER")
client.mkdirs("/users", 0o755, True)
for user in ("davideis", "maria"):
    client.mkdirs(f"/users/{user}", 0o750, True)
    client.set_owner(f"/users/{user}", user, user)
with fsspec.open("hdfs://CLUSTER/projects/news/news_index/part-0.txt", "w") as file:
    file.write("one\\ntwo\\nthree\\n")
`;

/** Reads what everybody may, writes to the folder of davideis, and prints whose it then is. */
const COUNT = (name: string): string => `\
import fsspec
with fsspec.open("hdfs://CLUSTER/projects/news/news_index/part-0.txt", "rt") as file:
    lines = len(file.readlines())
with fsspec.open("hdfs://CLUSTER/users/davideis/${name}", "w") as file:
    file.write(f"{lines} lines")
fs = fsspec.filesystem("hdfs", host="CLUSTER")
print("owner", fs.info("/users/davideis/${name}")["owner"], "read", fs.cat("/users/davideis/${name}").decode())
`;

type LiveJob = Job & { status?: JobStatus };

/** Submits a job as somebody, waits for its end, and returns it with what its first pod printed. */
async function run(as: 'scientist' | 'hdfs', job: Job): Promise<{ status: JobStatus | undefined; log: string }> {
  const who = as === 'scientist' ? ['--kubeconfig', scientist] : [];
  await sandbox.kubectl([...who, 'create', '-n', TENANT, '-f', '-'], JSON.stringify(job));
  const name = job.metadata.name;
  const resource = `${job.kind.toLowerCase()}s`;
  for (const end = Date.now() + 120_000; ; await sleep(500)) {
    const { status } = JSON.parse(await sandbox.kubectl(['get', resource, name, '-n', TENANT, '-o', 'json'])) as LiveJob;
    const over = ['Succeeded', 'Failed', 'Invalid'].includes(status?.phase ?? '');
    if (over) return { status, log: await sandbox.kubectl(['logs', '-n', TENANT, '-l', `ds.bloomberg.com/job-name=${name}`, '-c', 'main', '--tail=-1']).catch(() => '') };
    if (Date.now() > end) throw new Error(`${name} does not end: ${JSON.stringify(status)}\n${await sandbox.kubectl(['describe', 'pods', '-n', TENANT])}`);
  }
}

const acting = (user: string): { identities: { hadoop: { id: string } }[] } => ({ identities: [{ hadoop: { id: user } }] });

test('a PythonJob and a TensorFlowJob read and write as davideis, and what they write is his', async () => {
  const python = run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script: COUNT('python.txt') }, { name: 'counts' }));
  const tensorflow = run('scientist', tensorFlowJob({ size: 'GpuSmall', pipPackages: ['hdfs-native', 'ai.bloomberg.com.myteam.gpu_tftraining'], ...acting('davideis'), module: 'gpu_tftraining.count_index', args: '--data-dir hdfs://CLUSTER/projects/news/news_index --output hdfs://CLUSTER/users/davideis/tensorflow.txt' }, { name: 'trains' }));
  for (const [name, ended] of Object.entries({ python: await python, tensorflow: await tensorflow })) {
    expect([name, ended.status?.phase, ended.status?.message, ended.log.trim().split('\n').at(-1)]).toEqual([name, 'Succeeded', expect.anything(), 'owner davideis read 3 lines']);
  }
}, 180_000);

test('a job outlives its tickets', async () => {
  const script = `\
import os, time
from hdfs_native import Client
seen = set()
for _ in range(30):
    seen.add(os.stat("/opt/ds/tickets/cache").st_mtime_ns)
    time.sleep(1)
Client("hdfs://CLUSTER").create("/users/davideis/later.txt").close()
print("tickets", len(seen))
`;
  const { status, log } = await run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script }, { name: 'lasts' }));
  expect(status).toMatchObject({ phase: 'Succeeded' });
  expect(Number(/tickets (\d+)/.exec(log)?.[1])).toBeGreaterThanOrEqual(5);
  expect(await sandbox.kubectl(['logs', '-n', TENANT, '-l', 'ds.bloomberg.com/job-name=lasts', '-c', 'kerberos-renewal', '--tail=-1'])).toMatch(/has a new ticket for davideis@SANDBOX\.TEST/);
}, 120_000);

describe('who may not', () => {
  test('is refused at admission', async () => {
    await expect(run('scientist', pythonJob({ ...PYTHON, ...acting('hdfs'), script: 'pass' }, { name: 'refused' }))).rejects.toThrow(
      'spec.identities: scientist may not submit jobs that act as this user (given "hdfs").',
    );
  });

  test('a job fails, and says why: without a keytab, with that of another, of a user unknown to the realm, and without an identity', async () => {
    const [nokey, impostor, nobody] = await Promise.all([
      run('scientist', pythonJob({ size: 'CpuSmall', ...acting('nokey'), script: 'pass' }, { name: 'nokey' })),
      run('scientist', pythonJob({ size: 'CpuSmall', ...acting('impostor'), script: 'pass' }, { name: 'impostor' })),
      run('scientist', pythonJob({ ...PYTHON, script: COUNT('nobody.txt') }, { name: 'nobody' })),
    ]);
    expect(nokey.status).toMatchObject({ phase: 'Failed' });
    expect(nokey.status?.message).toContain('There is no keytab for nokey@SANDBOX.TEST: Secret ds-hadoop-keytabs, key nokey.keytab. Ask the platform team to put it there.');
    expect(impostor.status?.message).toContain('No ticket for impostor@SANDBOX.TEST with its keytab (Secret ds-hadoop-keytabs, key impostor.keytab): kinit: Keytab contains no suitable keys for impostor@SANDBOX.TEST');
    expect(nobody.status).toMatchObject({ phase: 'Failed' });
    expect(nobody.status?.message).toMatch(/No NameNode|HADOOP_CONF_DIR|InvalidArgument/);
  }, 180_000);
});

test("HDFS refuses davideis what is not his, in Hadoop's words", async () => {
  const script = 'import fsspec\nfsspec.filesystem("hdfs", host="CLUSTER").ls("/users/maria")\n';
  const { status, log } = await run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script }, { name: 'curious' }));
  expect(status).toMatchObject({ phase: 'Failed' });
  expect(log).toContain('Permission denied: user=davideis, access=READ_EXECUTE');
}, 120_000);
