import * as fs from 'node:fs';
import * as path from 'node:path';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { Sandbox } from '../../../sandbox/sandbox';
import { readConfig } from '../../../stacks/config';
import { deploy } from '../../../stacks/deploy';
import { describe as line, TestStack, type Outcome } from '../support/pulumi-stack';
import { pulumiTools } from '../support/pulumi-tools';

const SECONDS = 1000;

/** A secret that must be nowhere but in the cluster. */
const PASSWORD = 'correct-horse-battery-staple';

/** Engines that the sandbox runs beside its API server, since no node can run their pods. */
const PRESENT = { jobset: { install: false }, kueue: { install: false } };

/** A chart of our own in the place of an engine's: what an air-gapped site does with a folder of its own. */
const EXAMPLE = { install: true, chart: path.join(__dirname, 'charts/example') };

const QUOTA = { cpu: { cpu: '1', memory: '2Gi' } };
const ALPHA = { name: 's-alpha', owners: ['alpha-owners'], quota: QUOTA };
const BETA = { name: 's-beta', owners: ['beta-owners'], quota: QUOTA };

let folder: string;
let sandbox: Sandbox;
let cluster: TestStack;
let platform: TestStack;
let tenants: TestStack;

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-pulumi-');
  const tools = await pulumiTools(folder);
  sandbox = await Sandbox.up({ name: `pulumi-${process.pid}`, node: 'none', engines: ['jobset', 'kueue'], simulatedNodes: 2 });
  const layer = (): Promise<object> => deploy(readConfig());
  [cluster, platform, tenants] = [await TestStack.create(tools, 'test-cluster', layer), await TestStack.create(tools, 'test-platform', layer), await TestStack.create(tools, 'test-tenants', layer)];
  const kubeconfig = fs.readFileSync(sandbox.kubeconfig, 'utf8');
  const nodes = { nodePools: [{ name: 'spare', provider: 'existing', nodes: 2, gpusPerNode: 8 }], devices: { devicePlugin: {}, dcgmExporter: {} } };
  await cluster.configure({ layer: 'cluster', cluster: nodes }, { kubeconfig });
  await platform.configure(
    { layer: 'platform', platform: { clusterStack: cluster.reference, catalog: sandboxCatalog(), engines: { ...PRESENT, sparkOperator: EXAMPLE } } },
    { kubeconfig, secretValues: { sparkOperator: { password: PASSWORD } } },
  );
  await tenants.configure({ layer: 'tenants', tenants: { platformStack: platform.reference, tenants: [ALPHA, BETA] } }, { kubeconfig });
}, 600 * SECONDS);

afterAll(async () => {
  await Sandbox.remove(`pulumi-${process.pid}`);
  fs.rmSync(folder, { recursive: true, force: true });
}, 60 * SECONDS);

test('cluster, from nothing', async () => {
  const { outputs } = await cluster.up();
  expect(Object.keys(outputs.nodePools as object)).toEqual(['spare']);
  await sandbox.kubectl(['get', 'daemonset', 'dcgm-exporter', '-n', 'dcgm-exporter']);
}, 300 * SECONDS);

test('platform, from nothing: a preview shows what up does', async () => {
  const planned = await platform.preview();
  const done = await platform.up({ seconds: 300 });
  expect(lines(planned)).toEqual(lines(done));
}, 600 * SECONDS);

test('tenants, from nothing', async () => {
  const { outputs } = await tenants.up();
  expect(outputs.namespaces).toEqual(['s-alpha', 's-beta']);
  const queues = await sandbox.kubectl(['get', 'localqueues', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.namespace} {end}']);
  expect(queues.trim().split(' ')).toEqual(['s-alpha', 's-beta']);
}, 300 * SECONDS);

test('again: nothing changes', async () => {
  for (const stack of [cluster, platform, tenants]) {
    expect(lines(await stack.preview())).toEqual([]);
    expect(lines(await stack.up())).toEqual([]);
  }
}, 800 * SECONDS);

test('what is secret is in the cluster, and in no state as plain text', async () => {
  const kept = await sandbox.kubectl(['get', 'secret', 'spark-operator', '-n', 'spark-operator', '-o', 'jsonpath={.data.password}']);
  expect(Buffer.from(kept, 'base64').toString()).toBe(PASSWORD);
  const key = /client-key-data: (\S+)/.exec(fs.readFileSync(sandbox.kubeconfig, 'utf8'))?.[1] ?? 'the kubeconfig has no key';
  for (const stack of [cluster, platform, tenants]) {
    const state = stack.stateFile();
    expect(state).toContain('"ciphertext"');
    for (const secret of [PASSWORD, kept, key, Buffer.from(key, 'base64').toString()]) expect(state).not.toContain(secret);
  }
});

test('a changed tenant: nothing of another tenant is touched', async () => {
  const changed = { ...ALPHA, quota: { cpu: { cpu: '2', memory: '2Gi' } } };
  await tenants.configure({ tenants: { platformStack: platform.reference, tenants: [changed, BETA] } });
  const planned = await tenants.preview();
  const done = await tenants.up();
  expect(lines(done)).toEqual(lines(planned));
  expect(done.changes.length).toBeGreaterThan(0);
  for (const { op, name } of done.changes) {
    expect(op).toBe('update');
    expect(name).toMatch(/s-alpha/);
  }
}, 400 * SECONDS);

test('an object that somebody removed is noticed by refresh and made again by up, and nothing else is', async () => {
  const policy = (await sandbox.kubectl(['get', 'networkpolicy', '-n', 's-beta', '-o', 'jsonpath={.items[0].metadata.name}'])).trim();
  await sandbox.kubectl(['delete', 'networkpolicy', policy, '-n', 's-beta']);
  expect((await tenants.refresh()).changes.map(({ op, name }) => `${op} ${name}`)).toEqual([expect.stringMatching(new RegExp(`^delete .*${policy}$`))]);
  expect((await tenants.up()).changes.map(({ op, name }) => `${op} ${name}`)).toEqual([expect.stringMatching(new RegExp(`^create .*${policy}$`))]);
  await sandbox.kubectl(['get', 'networkpolicy', policy, '-n', 's-beta']);
}, 400 * SECONDS);

test('an up that fails half way goes on where it stopped', async () => {
  const three = { platformStack: platform.reference, tenants: [ALPHA, BETA, { name: 's-gamma', owners: ['gamma-owners'], quota: QUOTA }] };
  await tenants.configure({ tenants: three });
  await sandbox.kubectl(['apply', '-f', '-'], REFUSE_ROLE_BINDINGS);
  await refused();
  await expect(tenants.upInCheckout()).rejects.toThrow('no bindings today');
  await sandbox.kubectl(['delete', '-f', '-'], REFUSE_ROLE_BINDINGS);
  const rest = await tenants.up();
  expect(rest.changes.every(({ op, name }) => op === 'update' ? name.includes('s-alpha') : op === 'create' && name.includes('s-gamma'))).toBe(true);
  expect(rest.changes.some(({ type }) => type.endsWith(':RoleBinding'))).toBe(true);
  expect(rest.changes.some(({ type }) => type.endsWith(':Namespace'))).toBe(false);
  expect(lines(await tenants.up())).toEqual([]);
}, 800 * SECONDS);

test('destroy leaves what is protected, and nothing else', async () => {
  for (const stack of [tenants, platform, cluster]) await stack.destroy({ seconds: 300 });
  const names = async (resource: string, ...args: string[]): Promise<string[]> =>
    (await sandbox.kubectl(['get', resource, ...args, '-o', 'jsonpath={range .items[*]}{.metadata.name} {end}'])).trim().split(' ');
  const namespaces = await names('namespaces');
  expect(namespaces).toEqual(expect.arrayContaining(['s-alpha', 's-beta', 's-gamma']));
  for (const gone of ['ds-platform', 'spark-operator', 'nvidia-device-plugin', 'dcgm-exporter']) expect(namespaces).not.toContain(gone);
  expect(await names('crd')).toEqual(expect.arrayContaining(['pythonjobs.ds.bloomberg.com', 'greetings.example.com']));
  for (const kind of ['clusterqueues', 'localqueues', 'validatingadmissionpolicies']) expect(await names(kind, '-A')).toEqual(['']);
}, 1200 * SECONDS);

/** Stops an `up` in the middle of a tenant. */
const REFUSE_ROLE_BINDINGS = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'no-bindings' },
      spec: {
        matchConstraints: { resourceRules: [{ apiGroups: ['rbac.authorization.k8s.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['rolebindings'] }] },
        validations: [{ expression: "!(object.metadata.namespace in ['s-gamma', 'default'])", message: 'no bindings today' }],
      },
    },
    { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'no-bindings' }, spec: { policyName: 'no-bindings', validationActions: ['Deny'] } },
  ],
});

/** A policy takes a moment to act. */
async function refused(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const binding = ['create', 'rolebinding', 'probe', '-n', 'default', '--clusterrole=view', '--user=probe', '--dry-run=server'];
    const message = await sandbox.kubectl(binding).then(() => '', (error: Error) => error.message);
    if (message.includes('no bindings today')) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The policy does not act.');
}

function lines({ changes }: Outcome): string[] {
  return changes.map(line);
}
