import * as fs from 'node:fs';
import * as path from 'node:path';
import type { V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { type Job, validateJob } from '../../../lib';
import type { SparkJobSpec } from '../../../lib/jobs/spark/spec';
import { hyperTune, sparkJob } from '../../builders/jobs';
import { binFolder, blocks, shownCommands, typeIn } from '../../support/console';
import { accountConfig } from '../support/account-config';
import { eventually, kubectl, list } from '../support/cluster';
import { ended, live, nameOf, podsOf, reached, removeJobs, stays, start, verdict, type LivePod } from '../support/jobs';
import { bothWays, waitingExamples } from '../support/native';
import { SIMULATED_LABELS, TENANT } from '../support/platform';
import { POD_ATTEMPTS } from '../support/spark-attempts';
import { driverAlone, endless, sparkPlatform, type SparkPlatform } from '../support/spark';

const JARS = 'local:///opt/spark/examples/jars';

/** What starts sooner, on a part of a processor. */
const QUICK = { 'spark.ui.enabled': 'false', 'spark.sql.codegen.wholeStage': 'false', 'spark.sql.codegen.factoryMode': 'NO_CODEGEN' };

const application = (name: string, spec: Partial<SparkJobSpec>): Job => sparkJob({ size: 'CpuMedium', sparkConf: QUICK, ...spec }, { name });

/** What runs on real executors: as many at a time as there is quota for, while the others are looked at. */
const RUNS = {
  /** The page's. */
  pi: application('pi', {}),
  broken: application('broken', { mainApplicationFile: `${JARS}/word-count.jar`, mainClass: 'WordCount', args: 'many words' }),
  /** Its executor comes when there is work, and goes when there is none. */
  counts: application('counts', {
    module: 'news_counts',
    pipPackages: ['news-counts'],
    packages: ['org.apache.groovy:groovy-json:4.0.28'],
    args: ['To be or', 'not to be'],
    dynamicAllocation: { maxExecutors: 1 },
    sparkConf: { ...QUICK, 'spark.dynamicAllocation.executorIdleTimeout': '30s' },
  }),
  words: application('words', { mainApplicationFile: `${JARS}/word-count.jar`, mainClass: 'WordCount', args: '2 a b a c', executor: { instances: 2 }, suspend: true }),
};

/** What all kinds of job do, with drivers that have no executors, or only seeming ones. */
const JOBS = {
  long: driverAlone('long', { priority: 'high' }),
  unlucky: driverAlone('unlucky', { size: 'Spare', backoffLimit: 1 }),
  late: driverAlone('late', { driver: { size: 'Simulated' }, activeDeadlineSeconds: 20, ttlSecondsAfterFinished: 5, backoffLimit: 2 }),
  /** Its executor is on a node that is lost. */
  bereft: endless('bereft'),
  /** Its driver is. */
  stranded: driverAlone('stranded', { driver: { size: 'Simulated' }, backoffLimit: 1 }),
};

/** Seconds that an application may take, with those before it in the queue. */
const PATIENCE = 400;

let platform: SparkPlatform;
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-spark-');
  platform = await sparkPlatform(`spark-${process.pid}`);
  kubeconfig = await platform.sandbox.addUser('scientist', ['scientists']);
  fs.writeFileSync(path.join(folder, 'catalog.yaml'), JSON.stringify(platform.catalog));
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/spark.md', 'yaml')[0] ?? '');
  ds(...shownCommands('docs/spark.md').map(({ command }) => command));
  await kubectl(['create', '-f', path.join(folder, 'job.yaml')]);
  await reached(RUNS.pi, 'Pending', 'Running');
  await start(JOBS.unlucky, JOBS.bereft, JOBS.stranded, JOBS.long, JOBS.late, RUNS.words);
  await reached(JOBS.unlucky, 'Pending', 'Running');
  await start(RUNS.broken, RUNS.counts);
}, 900_000);

afterAll(async () => {
  await platform?.sandbox.down();
  fs.rmSync(folder, { recursive: true });
}, 60_000);

/** Runs commands as a person of the tenant types them. */
function ds(...commands: string[]): string {
  const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: `${binFolder(folder)}:${process.env.PATH}` };
  return typeIn(commands, { cwd: folder, env, timeout: 60_000 });
}

/** What `ds explain` says, with the times taken out. */
function explained(job: Job): string {
  const said = ds(`ds explain ${nameOf(job)} --namespace ${TENANT}`).split('\n').slice(1).join('\n');
  return said.trimEnd().replace(/\b(\d+[hms])+\b(?=[,.:]| ago)/g, 'N');
}

const role = ({ metadata }: LivePod): string | undefined => metadata.labels?.['spark-role'];

/** The driver whose application is at work. */
async function driverOf(job: Job): Promise<LivePod> {
  let driver: LivePod | undefined;
  const found = async (): Promise<boolean> => {
    driver = (await podsOf(job)).find((pod) => role(pod) === 'driver' && pod.metadata.deletionTimestamp === undefined && pod.status?.containerStatuses?.[0]?.state?.running !== undefined);
    return driver !== undefined;
  };
  await eventually(`the driver of ${job.metadata.name} runs`, found, 180);
  return driver!;
}

/** What there is of a job beside itself; Spark names some of it by the driver alone. */
async function nativeObjects({ metadata: { name } }: Job): Promise<string[]> {
  const all = (await kubectl(['get', 'sparkapplications,pods,workloads,services,configmaps', '-o', 'name'])).trim().split('\n');
  const labelled = (await kubectl(['get', 'sparkapplications,pods,workloads,services', `--selector=ds.bloomberg.com/job-name=${name}`, '-o', 'name'])).trim().split('\n');
  return all.filter((object) => labelled.includes(object) || object.includes(`/${name}-sp-`));
}

async function nothingIsLeft(job: Job): Promise<void> {
  await eventually(`nothing native is left of ${job.metadata.name}`, async () => (await nativeObjects(job)).length === 0, 90);
}

const setSuspended = (job: Job, suspend: boolean): Promise<string> => kubectl(['patch', nameOf(job), '--type=merge', '-p', JSON.stringify({ spec: { suspend } })]);

describe('what all kinds of job do', () => {
  test('one that waits says for what, and for whom', async () => {
    await reached(RUNS.counts, 'Queued');
    expect(explained(RUNS.counts)).toMatch(
      /^SparkJob\/counts has waited for N\. Waiting for quota in queue default\. Its 2 pods ask for 580m cpu and 2Gi of memory together\. Flavor cpu lacks \d+m cpu: the quota of ClusterQueue s-mlplatform is 1160m cpu, and \d+m are in use, held by SparkJob\/pi \(870m\)/,
    );
  }, 120_000);

  test('one that is held back has nothing', async () => {
    expect((await live(RUNS.words)).status).toMatchObject({ phase: 'Suspended' });
    expect(await nativeObjects(RUNS.words)).toEqual([]);
  }, 60_000);

  test('priority: the queue looks at a job by the priority that it names', async () => {
    await driverOf(JOBS.long);
    expect((await list<{ spec: { priority: number } }>('workloads', 'ds.bloomberg.com/job-name=long')).map(({ spec }) => spec.priority)).toEqual([1000]);
  }, 420_000);

  test('a driver that somebody kills counts as a failure: it is tried again, as often as it may be, and then has failed', async () => {
    for (const restarts of [0, 1]) {
      const driver = await driverOf(JOBS.unlucky);
      expect((await reached(JOBS.unlucky, 'Running')).status?.restarts).toBe(restarts);
      await kubectl(['delete', 'pod', driver.metadata.name, '--wait=false', '--grace-period=1']);
      await eventually('the driver is gone', async () => (await podsOf(JOBS.unlucky)).every(({ metadata }) => metadata.uid !== driver.metadata.uid));
    }
    expect((await ended(JOBS.unlucky, PATIENCE)).status).toMatchObject({ phase: 'Failed', restarts: 1, message: expect.stringMatching(/^Failed, and nothing of its pods is left to say why: driver /) });
    expect(await podsOf(JOBS.unlucky)).toEqual([]);
  }, 240_000);

  /** What is on nodes that are lost while the other tests run: the controllers need a minute to believe it. */
  let lost: LivePod[];

  test('on nodes that are only simulated, executors and drivers run', async () => {
    await driverOf(JOBS.bereft);
    await eventually('the executor runs', async () => (await podsOf(JOBS.bereft)).some((pod) => role(pod) === 'executor' && pod.status?.phase === 'Running'), 120);
    const executors = (await podsOf(JOBS.bereft)).filter((pod) => role(pod) === 'executor');
    lost = [...executors, await driverOf(JOBS.stranded)];
    await platform.sandbox.kubectl(['delete', 'node', ...new Set(lost.map(({ spec }) => spec.nodeName ?? '')), '--wait=false']);
    await platform.sandbox.addSimulatedNodes({ count: 3, labels: SIMULATED_LABELS, prefix: 'other' });
  }, 300_000);

  test('a node that is drained: the application waits for another node, and nothing counts as a failure', async () => {
    const before = await driverOf(JOBS.long);
    const node = before.spec.nodeName ?? '';
    try {
      await platform.sandbox.kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--pod-selector=ds.bloomberg.com/job-name=long', '--timeout=90s']);
      await eventually('the job says that no node takes its driver', async () => /^Admitted, but no node takes pod long-sp-driver: .*unschedulable/.test((await live(JOBS.long)).status?.message ?? ''), 90);
    } finally {
      await platform.sandbox.kubectl(['uncordon', node]);
    }
    expect((await driverOf(JOBS.long)).metadata.uid).not.toBe(before.metadata.uid);
    expect((await reached(JOBS.long, 'Running')).status).toMatchObject({ message: 'Running.', restarts: 0 });
  }, 240_000);

  test('suspended and resumed at once, it starts anew; suspended, nothing is left, and the quota is given back', async () => {
    await setSuspended(JOBS.long, true);
    await reached(JOBS.long, 'Suspended');
    await setSuspended(JOBS.long, false);
    await driverOf(JOBS.long);
    expect((await reached(JOBS.long, 'Running')).status).toMatchObject({ restarts: 0 });
    await setSuspended(JOBS.long, true);
    await nothingIsLeft(JOBS.long);
    await setSuspended(RUNS.words, false);
  }, 240_000);

  test('a node that is lost: executors are made again; a driver is, as one of the attempts that it has', async () => {
    const uids = new Set(lost.map(({ metadata }) => metadata.uid));
    const isBack = async (job: Job, part: string): Promise<boolean> => (await podsOf(job)).some((pod) => role(pod) === part && pod.status?.phase === 'Running' && !uids.has(pod.metadata.uid));
    await eventually('pods on other nodes run', async () => (await Promise.all([isBack(JOBS.bereft, 'executor'), isBack(JOBS.stranded, 'driver')])).every(Boolean), 150);
    expect((await reached(JOBS.bereft, 'Running')).status).toMatchObject({ message: 'Running.', restarts: 0 });
    // The pod may be gone before anybody has read why.
    expect((await reached(JOBS.stranded, 'Running')).status?.restarts).toBeLessThanOrEqual(1);
  }, 420_000);

  test("the driver's account makes such executors as it has made, and no others", async () => {
    const driver = await driverOf(JOBS.bereft);
    const account = await accountConfig((args) => kubectl(args), path.join(folder, 'driver.kubeconfig'), 'ds-spark', driver.metadata);
    const answer = (args: readonly string[], object?: object): Promise<string> => kubectl(['--kubeconfig', account, ...args], object && JSON.stringify(object)).then(() => 'done', (error: Error) => error.message);
    const executors = () => list<V1Pod>('pods', `ds.bloomberg.com/job-name=${JOBS.bereft.metadata.name},spark-role=executor`);
    await eventually('it has an executor', async () => (await executors()).length > 0, 60);
    const [executor] = await executors();
    const { nodeName: _, ...spec } = executor?.spec as V1PodSpec;
    const { labels, ownerReferences } = executor?.metadata ?? {};
    const like: V1Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'attempt', labels, ownerReferences }, spec };
    const dryRun = ['create', '--dry-run=server', '-f', '-'];
    expect(await answer(dryRun, like)).toBe('done');
    // Some are refused before the policies are asked, by the API server or by the webhook of the Spark operator; attempts.test.ts has the policies' own words.
    const refused = /ValidatingAdmissionPolicy|Only one reference can have Controller|admission webhook|is forbidden|is invalid/;
    // The webhook puts the nodes of the job back.
    const mended = ['other nodes'];
    for (const [what, , change] of POD_ATTEMPTS.filter(([name]) => !mended.includes(name))) expect([what, await answer(dryRun, change(like))]).toEqual([what, expect.stringMatching(refused)]);
    for (const [, , change] of POD_ATTEMPTS.filter(([name]) => mended.includes(name))) {
      const made = JSON.parse(await kubectl(['--kubeconfig', account, ...dryRun, '-o', 'json'], JSON.stringify(change(like)))) as V1Pod;
      expect(made.spec?.nodeSelector).toMatchObject(spec.nodeSelector as object);
    }
    expect(await answer(['delete', 'pod', (await driverOf(JOBS.stranded)).metadata.name, '--dry-run=server'])).toContain('to change and delete what this pod owns');
  }, 120_000);

  test('deleted while it runs: nothing is left', async () => {
    await kubectl(['delete', nameOf(JOBS.bereft)]);
    await nothingIsLeft(JOBS.bereft);
  }, 120_000);

  test('a deadline: the job is ended and not tried again; when it is cleaned up, its final status stays', async () => {
    const job = await ended(JOBS.late, PATIENCE);
    expect(verdict(job)).toEqual({ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'Ran longer than activeDeadlineSeconds (20).' });
    expect(job.status).toMatchObject({ restarts: 0 });
    await nothingIsLeft(JOBS.late);
    expect(await stays(async () => (await live(JOBS.late)).status, 2)).toEqual(job.status);
  }, 180_000);
});

describe('applications', () => {
  test('docs/spark.md: the job that it shows runs to its end in Python on two executors', async () => {
    expect((await ended(RUNS.pi, PATIENCE)).status).toMatchObject({ phase: 'Succeeded', engine: { kind: 'SparkApplication', name: 'pi-sp' }, restarts: 0 });
    expect(ds(`ds logs pi --namespace ${TENANT}`)).toContain('Pi is roughly 3.1');
    expect(ds(`ds logs pi --role executor --index 1 --namespace ${TENANT}`)).toMatch(/executor|Spark/i);
    expect((await podsOf(RUNS.pi)).map(role).sort()).toEqual(['driver', 'executor', 'executor']);
  }, 420_000);

  test('the queue has counted exactly what the pods ask for', async () => {
    const requests = (await podsOf(RUNS.pi)).map(({ spec }) => spec.containers[0]?.resources?.requests);
    expect(requests).toEqual(Array(3).fill({ cpu: '290m', memory: '1Gi' }));
    const usage = await kubectl(['get', 'workloads', '--selector=ds.bloomberg.com/job-name=pi', '-o', 'jsonpath={.items[0].status.admission.podSetAssignments[*].resourceUsage}']);
    expect(usage).toBe('{"cpu":"290m","memory":"1Gi"} {"cpu":"580m","memory":"2Gi"}');
  }, 60_000);

  test('one that fails says why', async () => {
    const { status } = await ended(RUNS.broken, PATIENCE);
    expect(status?.message).toMatch(/^Class WordCount failed in pod broken-sp-driver: exit code 1: .*NumberFormatException: For input string: "many"/);
    expect(status?.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'ModuleFailed' });
    expect(ds(`ds logs broken --namespace ${TENANT}`)).toContain('NumberFormatException: For input string: "many"');
    expect(explained(RUNS.broken)).toMatch(/^SparkJob\/broken has failed, N ago, after N: Class WordCount failed in pod broken-sp-driver: exit code 1: .* It is tried once, since its backoffLimit is 0\. ds logs broken has all that it printed\.$/);
  }, 420_000);

  test('a module of a package that is installed everywhere, with a library for the JVM and what that needs, on executors that come and go', async () => {
    expect((await ended(RUNS.counts, PATIENCE)).status).toMatchObject({ phase: 'Succeeded' });
    expect(ds(`ds logs counts --namespace ${TENANT}`)).toContain('"be" 2\n"not" 1\n"or" 1\n"to" 2\n');
  }, 420_000);

  test('for the JVM, on two executors: one that was held back and released runs to its end', async () => {
    expect((await ended(RUNS.words, PATIENCE)).status).toMatchObject({ phase: 'Succeeded' });
    expect(ds(`ds logs words --namespace ${TENANT}`)).toContain('a 2\nb 1\nc 1\n');
  }, 420_000);
});

/** The operator's objects and those that are written when the job is, as the API server stores them. */
test.each([
  ...waitingExamples().filter(({ kind }) => kind === 'SparkJob'),
  hyperTune({ engine: 'katib', objective: { type: 'maximize', objectiveMetricName: 'accuracy', goal: 0.9 }, queue: 'nowhere' }, { name: 'native-katib' }),
].map((job) => [job.kind, job] as const))('%s: native objects are the same without the operator', async (_kind, job) => {
  expect(validateJob(job, platform.catalog)).toEqual([]);
  await start(job);
  const { made, written } = await bothWays(job, platform.catalog);
  expect(written).toEqual(made);
}, 120_000);

test('when the jobs are gone, nothing is left', async () => {
  await kubectl(['delete', nameOf(RUNS.pi)]);
  await removeJobs();
  await eventually('nothing is left', async () => (await kubectl(['get', 'sparkapplications,pods,workloads,services,configmaps', '-o', 'name'])).trim() === 'configmap/kube-root-ca.crt');
}, 180_000);
