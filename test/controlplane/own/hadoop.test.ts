import type { V1Pod } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog, Job } from '../../../lib';
import type { HadoopProviderSpec } from '../../../lib/hadoop/spec';
import { compileJob } from '../../../lib/jobs/job';
import type { JobStatus } from '../../../lib/jobs/common/status';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { HADOOP_NAMESPACE, HADOOP_PORTS, type HadoopUser, sandboxHadoop, sandboxSimpleHadoop } from '../../../sandbox/hadoop/realm';
import { imageReference } from '../../../sandbox/images/catalogue';
import { Sandbox } from '../../../sandbox/sandbox';
import { pythonJob, sparkJob, tensorFlowJob } from '../../builders/jobs';
import { platformWith } from '../../builders/tenants';
import { apiServerOf, applyPlatform } from '../support/install';

/** Tickets are short, and renewed often: a job that runs for 20 seconds outlives its first ticket. */
const TICKETS = { ticketLifetimeSeconds: 15, renewalIntervalSeconds: 5 };

/** Clients in Java that may read a new ticket as often as there is one; else it is once a minute. */
const CORE_SITE = { 'fs.defaultFS': 'hdfs://CLUSTER', 'hadoop.kerberos.min.seconds.before.relogin': '5' };

const HADOOP = { 'kubernetes.io/metadata.name': HADOOP_NAMESPACE };

/** A tenant that may reach HDFS and the key distribution centre, with room for a job of each kind at a time. */
const TENANT = 's-mlplatform';
const TENANT_SPEC: TenantSpec = {
  name: TENANT,
  owners: ['ml-platform-owners'],
  submitters: ['ml-platform-scientists'],
  quota: { cpu: { cpu: '1250m', memory: '3Gi' }, gpu: { cpu: '500m', memory: '2Gi', gpus: 1 } },
  identities: ['davideis', 'nokey', 'impostor'],
  egress: egress({ name: 'kerberos', namespaceSelector: HADOOP, ports: [{ port: HADOOP_PORTS.kerberos }] }),
};

/** A tenant of a platform without Kerberos: what such a platform makes of a job is put there by hand. */
const SIMPLE: TenantSpec = { name: 's-simple', owners: ['ml-platform-owners'], quota: { cpu: { cpu: '250m', memory: '512Mi' } }, egress: egress() };

function egress(...more: NonNullable<TenantSpec['egress']>): NonNullable<TenantSpec['egress']> {
  return [
    { name: 'package-index', namespaceSelector: { 'kubernetes.io/metadata.name': 'sandbox-system' }, ports: [{ port: 8080 }] },
    { name: 'hdfs', namespaceSelector: HADOOP, ports: [{ port: HADOOP_PORTS.namenode }, { port: HADOOP_PORTS.datanode }] },
    ...more,
  ];
}

let sandbox: Sandbox;
let scientist: string;
let simpleLog: string;
let lasting: Promise<Ended>;

beforeAll(async () => {
  sandbox = await Sandbox.up({
    name: `hadoop-${process.pid}`,
    node: 'real',
    engines: ['jobset', 'kueue', 'spark-operator'],
    images: ['python', 'node', 'tensorflow', 'spark'],
    packageIndex: true,
    hadoop: true,
    networkPolicies: true,
  });
  const catalog = await catalogOf();
  const simple = { ...catalog, identityProviders: { hadoop: sandboxSimpleHadoop() as HadoopProviderSpec } };
  await Promise.all([applyPlatform(sandbox, platformWith([TENANT_SPEC], catalog, { operator: true })), sandbox.addSimpleHdfs()]);
  await sandbox.kubectl(['apply', '--server-side', '-f', '-'], platformWith([SIMPLE], simple)[2]);
  await keytabs({ hdfs: 'hdfs', davideis: 'davideis', impostor: 'maria' });
  scientist = await sandbox.addUser('scientist', ['ml-platform-scientists']);
  const [prepared, log] = await Promise.all([run('hdfs', pythonJob({ ...PYTHON, script: PREPARE, identities: [{ id: 'hdfs' }] }, { name: 'prepare' })), runNative(simple)]);
  simpleLog = log;
  expect(prepared.status).toMatchObject({ phase: 'Succeeded' });
}, 600_000);

afterAll(() => sandbox?.down(), 60_000);

/** The sandbox's catalog, on a platform with Kerberos and Spark. */
async function catalogOf(): Promise<Catalog> {
  const catalog = sandboxCatalog() as Catalog;
  return {
    ...catalog,
    identityProviders: { hadoop: { ...(sandboxHadoop(TICKETS) as HadoopProviderSpec), coreSite: CORE_SITE } },
    images: { ...catalog.images, kerberos: imageReference('kerberos') },
    engines: ['spark'],
    apiServer: await apiServerOf(sandbox),
  };
}

/** Puts keytabs into the tenant's namespace, as the platform's engineers do: each under the name of a user, and whose it is. */
async function keytabs(users: Readonly<Record<string, HadoopUser>>): Promise<void> {
  const data: Record<string, string> = {};
  for (const [name, user] of Object.entries(users)) data[`${name}.keytab`] = await sandbox.hadoopKeytab(user);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ds-hadoop-keytabs', namespace: TENANT }, data };
  await sandbox.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(secret));
}

const PYTHON = { size: 'CpuSmall', pipPackages: ['hdfs-native'] };

/** As {@link COUNT}, and HDFS has the application too. What is read and written are folders, and executors do it. */
const SPARK_COUNT = `\
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate().sparkContext
lines = spark.textFile("hdfs://CLUSTER/projects/news/news_index").count()
spark.parallelize([f"{lines} lines"], 1).saveAsTextFile("hdfs://CLUSTER/users/davideis/spark")
path = spark._jvm.org.apache.hadoop.fs.Path("hdfs://CLUSTER/users/davideis/spark/part-00000")
owner = path.getFileSystem(spark._jsc.hadoopConfiguration()).getFileStatus(path).getOwner()
print("owner", owner, "read", spark.textFile(path.toString()).first())
`;

const SPARK = { size: 'CpuMedium', mainApplicationFile: 'hdfs://CLUSTER/projects/news/count.py' };

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
with fsspec.open("hdfs://CLUSTER/projects/news/count.py", "w") as file:
    file.write("""${SPARK_COUNT}""")
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

/** How a job has ended, and what its first pod printed. */
interface Ended {
  readonly status: JobStatus | undefined;
  readonly log: string;
}

/** Submits a job as somebody, and waits for its end. */
async function run(as: 'scientist' | 'hdfs', job: Job): Promise<Ended> {
  const who = as === 'scientist' ? ['--kubeconfig', scientist] : [];
  await sandbox.kubectl([...who, 'create', '-n', TENANT, '-f', '-'], JSON.stringify(job));
  const name = job.metadata.name;
  const resource = `${job.kind.toLowerCase()}s`;
  const [container, role] = job.kind === 'SparkJob' ? ['spark-kubernetes-driver', ',spark-role=driver'] : ['main', ''];
  for (const end = Date.now() + 240_000; ; await sleep(500)) {
    const { status } = JSON.parse(await sandbox.kubectl(['get', resource, name, '-n', TENANT, '-o', 'json'])) as LiveJob;
    const over = ['Succeeded', 'Failed', 'Invalid'].includes(status?.phase ?? '');
    if (over) return { status, log: await sandbox.kubectl(['logs', '-n', TENANT, '-l', `ds.bloomberg.com/job-name=${name}${role}`, '-c', container, '--tail=-1']).catch(() => '') };
    if (Date.now() > end) throw new Error(`${name} does not end: ${JSON.stringify(status)}\n${await sandbox.kubectl(['describe', 'pods', '-n', TENANT])}`);
  }
}

/** Runs what a platform without Kerberos makes of a job, and returns what it printed. */
async function runNative(catalog: Catalog): Promise<string> {
  const script = `import fsspec\nwith fsspec.open("hdfs://SIMPLE/projects/news/news_index/part-0.txt", "w") as file:\n    file.write("one\\ntwo\\nthree\\n")\n${COUNT('python.txt')}`;
  const job = pythonJob({ ...PYTHON, ...acting('davideis'), script: script.replaceAll('CLUSTER', 'SIMPLE') }, { name: 'believed', namespace: SIMPLE.name });
  await sandbox.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: compileJob(job, catalog) }));
  await sandbox.kubectl(['wait', '-n', SIMPLE.name, 'jobset/believed-py', '--for=jsonpath={.status.terminalState}', '--timeout=120s']);
  return sandbox.kubectl(['logs', '-n', SIMPLE.name, '-l', 'ds.bloomberg.com/job-name=believed', '-c', 'main', '--tail=-1']);
}

/** Looks at its ticket for longer than one lasts, and then uses it. */
const LAST = `\
import os, time
from hdfs_native import Client
seen = set()
for _ in range(20):
    seen.add(os.stat("/opt/ds/tickets/cache").st_mtime_ns)
    time.sleep(1)
Client("hdfs://CLUSTER").create("/users/davideis/later.txt").close()
print("tickets", len(seen))
`;

/** Tells whose all is that the others have written, and asks for what is not his. */
const LIST = `\
import fsspec
fs = fsspec.filesystem("hdfs", host="CLUSTER")
for path, found in sorted(fs.find("/users/davideis", detail=True).items()):
    print(path.split("/users/davideis/")[-1], "of", found["owner"])
fs.ls("/users/maria")
`;

const acting = (user: string): { identities: { hadoop: { id: string } }[] } => ({ identities: [{ hadoop: { id: user } }] });

test('a PythonJob, a TensorFlowJob and a SparkJob read and write as davideis, and what they write is his', async () => {
  const spark = run('scientist', sparkJob({ ...SPARK, ...acting('davideis') }, { name: 'sparks' }));
  const python = run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script: COUNT('python.txt') }, { name: 'counts' }));
  const tensorflow = run('scientist', tensorFlowJob({ size: 'GpuSmall', pipPackages: ['hdfs-native', 'ai.bloomberg.com.myteam.gpu_tftraining'], ...acting('davideis'), module: 'gpu_tftraining.count_index', args: '--data-dir hdfs://CLUSTER/projects/news/news_index --output hdfs://CLUSTER/users/davideis/tensorflow.txt' }, { name: 'trains' }));
  // It waits most of its time, and Spark works on.
  lasting = python.then(() => run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script: LAST }, { name: 'lasts' })));
  lasting.catch(() => undefined);
  for (const [name, ended] of Object.entries({ python: await python, tensorflow: await tensorflow, spark: await spark })) {
    expect([name, ended.status?.phase, ended.status?.message, ended.log]).toEqual([name, 'Succeeded', expect.anything(), expect.stringMatching(/^owner davideis read 3 lines$/m)]);
  }
}, 300_000);

test("Spark's executor has read and written HDFS by itself, by the token that its driver has asked for by a ticket", async () => {
  const [driver, executor] = await Promise.all(['driver', 'executor'].map(addressOf));
  const calls = await sandbox.kubectl(['logs', '-n', HADOOP_NAMESPACE, 'hdfs-0', '-c', 'namenode', '--tail=-1']);
  const calling = (who: string, ip: string | undefined, call: string): RegExp => new RegExp(`allowed=true\\tugi=davideis@SANDBOX.TEST \\(auth:${who}\\)\\tip=/${ip}\\tcmd=${call}`);
  expect(calls).toMatch(calling('KERBEROS', driver, 'open\\tsrc=/projects/news/count.py'));
  expect(calls).toMatch(calling('KERBEROS', driver, 'getDelegationToken'));
  expect(calls).toMatch(calling('TOKEN', executor, 'open\\tsrc=/projects/news/news_index/part-0.txt'));
  expect(calls).toMatch(calling('TOKEN', executor, 'create\\tsrc=/users/davideis/spark/.*\\tperm=davideis:davideis:rw-r--r--'));
});

/** Address of a pod of the SparkJob. */
async function addressOf(role: string): Promise<string | undefined> {
  const { items } = JSON.parse(await sandbox.kubectl(['get', 'pods', '-n', TENANT, '-l', `ds.bloomberg.com/job-name=sparks,spark-role=${role}`, '-o', 'json'])) as { items: V1Pod[] };
  return items[0]?.status?.podIP;
}

test('with simple authentication a job is whom it names', () => {
  expect(simpleLog).toMatch(/^owner davideis read 3 lines$/m);
});

test('a job outlives its tickets', async () => {
  const { status, log } = await lasting;
  expect(status).toMatchObject({ phase: 'Succeeded' });
  expect(Number(/tickets (\d+)/.exec(log)?.[1])).toBeGreaterThanOrEqual(3);
  expect(await sandbox.kubectl(['logs', '-n', TENANT, '-l', 'ds.bloomberg.com/job-name=lasts', '-c', 'kerberos-renewal', '--tail=-1'])).toMatch(/has a new ticket for davideis@SANDBOX\.TEST/);
}, 240_000);

describe('who may not', () => {
  test('is refused at admission', async () => {
    const refusal = 'spec.identities: scientist may not submit jobs that act as this user (given "hdfs").';
    await expect(run('scientist', pythonJob({ ...PYTHON, ...acting('hdfs'), script: 'pass' }, { name: 'refused' }))).rejects.toThrow(refusal);
    await expect(run('scientist', sparkJob({ ...SPARK, ...acting('hdfs') }, { name: 'refused' }))).rejects.toThrow(refusal);
  });

  test('a job fails, and says why: without a keytab, with that of another, without an identity, and on what is another\'s', async () => {
    const [curious, nokey, impostor, nobody, sparkNokey, sparkNobody] = await Promise.all([
      run('scientist', pythonJob({ ...PYTHON, ...acting('davideis'), script: LIST }, { name: 'curious' })),
      run('scientist', pythonJob({ size: 'CpuSmall', ...acting('nokey'), script: 'pass' }, { name: 'nokey' })),
      run('scientist', pythonJob({ size: 'CpuSmall', ...acting('impostor'), script: 'pass' }, { name: 'impostor' })),
      run('scientist', pythonJob({ ...PYTHON, script: COUNT('nobody.txt') }, { name: 'nobody' })),
      run('scientist', sparkJob({ ...SPARK, ...acting('nokey') }, { name: 'nokey' })),
      run('scientist', sparkJob(SPARK, { name: 'nobody' })),
    ]);
    expect(nokey.status).toMatchObject({ phase: 'Failed' });
    for (const { status } of [nokey, sparkNokey]) {
      expect(status?.message).toContain('There is no keytab for nokey@SANDBOX.TEST: Secret ds-hadoop-keytabs, key nokey.keytab. Ask the platform team to put it there.');
    }
    expect(impostor.status?.message).toContain('No ticket for impostor@SANDBOX.TEST with its keytab (Secret ds-hadoop-keytabs, key impostor.keytab): kinit: Keytab contains no suitable keys for impostor@SANDBOX.TEST');
    const advice = 'The job has no Hadoop identity, and without one it knows neither where HDFS is nor who it is there. Name a user: identities: [{hadoop: {id: <user>}}].';
    expect(nobody.status?.message).toMatch(`exit code 1. ${advice} Its last words: `);
    expect(nobody.status?.message).toMatch('No NameNode hosts found');
    expect(sparkNobody.status?.message).toMatch(`exit code 1. ${advice} Its last words: `);
    expect(sparkNobody.status?.message).toMatch(/Caused by: java\.net\.UnknownHostException: CLUSTER$/);
    expect(curious.log.match(/^.* of .*$/gm)).toEqual(['later.txt', 'python.txt', 'spark/_SUCCESS', 'spark/part-00000', 'tensorflow.txt'].map((path) => `${path} of davideis`));
    expect(curious.status?.message).toMatch('HDFS does not permit davideis what the job asked of it.');
    expect(curious.log).toMatch('Permission denied: user=davideis, access=READ_EXECUTE');
  }, 300_000);
});
