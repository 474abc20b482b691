import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseYaml } from '../../../lib';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { Sandbox } from '../../../sandbox/sandbox';
import { applicationOf, SPARK_CATALOG, sparkJob } from '../../builders/jobs';
import { platformWith, sharingCatalog } from '../../builders/tenants';
import { blocks } from '../../support/console';
import { tableOf } from '../../support/markdown';
import { accountConfig } from '../support/account-config';
import { eventually } from '../support/cluster';
import { established } from '../support/definitions';
import { NOTEBOOK, PEOPLE_ATTEMPTS, PERSONS, type Person } from '../support/people-attempts';
import { type DriverPod, driverPod, executorPod, otherAttempts, POD_ATTEMPTS, settings } from '../support/spark-attempts';
import { crdSets } from '../support/upstream-crds';

const PAGE = 'docs/security.md';
const NAMESPACE = 's-news';

const CATALOG = { ...sharingCatalog(false), queueing: undefined, engines: SPARK_CATALOG.engines, apiServer: SPARK_CATALOG.apiServer };
const APPLICATION = applicationOf(sparkJob({}, { name: 'news' }), { ...SPARK_CATALOG, ...CATALOG });
const OTHER_APPLICATION = applicationOf(sparkJob({}, { name: 'other' }), { ...SPARK_CATALOG, ...CATALOG });

let server: Sandbox;
let folder: string;
/** Kubeconfigs: of people, of two drivers, and of who has a token of their account that is bound to no pod. */
const kubeconfigs = {} as Record<Person | 'driver' | 'otherDriver' | 'unbound', string>;
let driver: DriverPod;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-attempts-'));
  server = await Sandbox.up({ name: `attempts-${process.pid}`, node: 'none', engines: [], simulatedNodes: 0 });
  await installPlatform();
  for (const [person, groups] of Object.entries(PERSONS)) kubeconfigs[person as Person] = await server.addUser(person, groups);
  for (const application of [APPLICATION, OTHER_APPLICATION]) await apply(JSON.stringify({ ...application, metadata: { ...application.metadata, namespace: NAMESPACE } }));
  driver = await startDriver('driver', APPLICATION);
  await startDriver('otherDriver', OTHER_APPLICATION);
  kubeconfigs.unbound = await accountConfig(admin, path.join(folder, 'unbound'), 'ds-spark');
  await admin(['create', 'configmap', 'foreign']);
  await admin(['create', 'service', 'clusterip', 'foreign', '--tcp=80']);
  await admin(['create', '-f', '-'], JSON.stringify({ ...driverPod(OTHER_APPLICATION), metadata: { name: 'foreign-pod' } }));
  await admin(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'foreign' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }));
  await as('submitter', ['create', '-f', '-'], JSON.stringify(NOTEBOOK));
  await eventually('the policies are in force', async () => (await answer('unbound', ['create', '--dry-run=server', '-f', '-'], executorPod(APPLICATION, driver))).includes('requests with the token of that pod'), 60);
  expect(await answer('driver', ['create', '-f', '-'], executorPod(APPLICATION, driver))).toBe('done');
}, 300_000);

afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await server.down();
}, 60_000);

async function installPlatform(): Promise<void> {
  const [crds] = crdSets();
  await apply((await crds?.yaml()) ?? '', APPLICATIONS);
  const tenants = parseYaml(blocks('docs/tenants.md', 'yaml')[0] ?? '', 'docs/tenants.md') as unknown as TenantSpec[];
  const [definitions = '', platform = '', chart = ''] = platformWith(tenants, CATALOG);
  await apply(definitions);
  await established(server);
  await apply(platform, chart);
}

async function apply(...texts: string[]): Promise<void> {
  for (const text of texts) await server.kubectl(['apply', '--server-side', '-f', '-'], text);
}

/** The definition of Spark's applications, without their schema. */
const APPLICATIONS = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'sparkapplications.sparkoperator.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
  spec: {
    group: 'sparkoperator.k8s.io',
    scope: 'Namespaced',
    names: { kind: 'SparkApplication', plural: 'sparkapplications', singular: 'sparkapplication' },
    versions: [{ name: 'v1beta2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
});

function admin(args: readonly string[], input?: string): Promise<string> {
  return server.kubectl(['--namespace', NAMESPACE, ...args], input);
}

function as(who: keyof typeof kubeconfigs, args: readonly string[], input?: string): Promise<string> {
  return server.kubectl(['--kubeconfig', kubeconfigs[who], '--namespace', NAMESPACE, ...args], input);
}

/** `done`, or what the API server says against it. */
async function answer(who: keyof typeof kubeconfigs, args: readonly string[], object?: object): Promise<string> {
  return as(who, args, object && JSON.stringify(object)).then(
    () => 'done',
    (error: Error) => error.message,
  );
}

/** Makes the pod of a driver, and the kubeconfig that it would have. */
async function startDriver(who: 'driver' | 'otherDriver', application: typeof APPLICATION): Promise<DriverPod> {
  const made = JSON.parse(await admin(['create', '-o', 'json', '-f', '-'], JSON.stringify(driverPod(application)))) as { metadata: DriverPod };
  const { name, uid } = made.metadata;
  kubeconfigs[who] = await accountConfig(admin, path.join(folder, who), 'ds-spark', { name, uid });
  return { name, uid };
}

describe('the account of a Spark driver', () => {
  const dryRun = ['create', '--dry-run=server', '-f', '-'];

  test('makes an executor and its settings, labels it, and deletes what it has made', async () => {
    expect(await answer('driver', ['create', '-f', '-'], settings(driver))).toBe('done');
    expect(await answer('driver', ['create', '-f', '-'], executorPod(APPLICATION, driver, 'news-exec-2'))).toBe('done');
    expect(await answer('driver', ['label', 'pod', 'news-exec-2', 'spark-exec-inactive=true'])).toBe('done');
    expect(await answer('driver', ['delete', '--raw', `/api/v1/namespaces/${NAMESPACE}/configmaps?labelSelector=spark-role%3Dexecutor`])).toBe('done');
    expect(await answer('driver', ['delete', 'pod', 'news-exec-2', '--wait=false', '--grace-period=0', '--force'])).toBe('done');
  }, 60_000);

  test('another driver of its tenant does not do so for it', async () => {
    expect(await answer('otherDriver', dryRun, executorPod(APPLICATION, driver, 'third'))).toMatch(/objects that this pod alone owns|not those of an executor of this job/);
    expect(await answer('otherDriver', ['delete', 'pod', `${driver.name}-exec-1`])).toContain('to change and delete what this pod owns');
    expect(await answer('otherDriver', ['label', 'pod', `${driver.name}-exec-1`, 'a=b'])).toContain('to change and delete what this pod owns');
  }, 60_000);

  test('nor does who has a token of the account that is bound to no pod', async () => {
    expect(await answer('unbound', dryRun, executorPod(APPLICATION, driver, 'third'))).toContain('requests with the token of that pod');
  }, 60_000);

  test.each(POD_ATTEMPTS.map(([what, refusal, change]) => ({ what, refusal, change })))('is refused an executor with $what', async ({ refusal, change }) => {
    expect(await answer('driver', dryRun, change(executorPod(APPLICATION, driver, 'attempt')))).toContain(refusal);
  });

  test('cannot do anything else', async () => {
    for (const { what, refusal, args } of otherAttempts(driver)) expect([what, await answer('driver', args)]).toEqual([what, expect.stringContaining(refusal)]);
  }, 60_000);

  test('the page names all of this', () => {
    expect(tableOf(PAGE, 'an executor with').rows.map(([what]) => what)).toEqual(POD_ATTEMPTS.map(([what]) => what));
    expect(tableOf(PAGE, 'a driver cannot').rows.map(([what]) => what)).toEqual(otherAttempts(driver).map(({ what }) => what));
  });
});

describe('people', () => {
  const table = tableOf(PAGE, 'who');

  test('the page names what they try', () => {
    expect(table.rows.map(([who, what]) => [who, what])).toEqual(PEOPLE_ATTEMPTS.map(({ who, what }) => [who, what]));
  });

  test.each(PEOPLE_ATTEMPTS.map((attempt, index) => ({ ...attempt, may: table.rows[index]?.[2] })))('$who: $what', async ({ who, args, object, refusal, may }) => {
    expect(may).toBe(refusal === undefined ? 'yes' : 'no');
    expect(await answer(who, args, object)).toEqual(refusal === undefined ? 'done' : expect.stringContaining(refusal));
  });
});
