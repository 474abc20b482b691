import * as fs from 'node:fs';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { Sandbox } from '../../../sandbox/sandbox';
import { readConfig } from '../../../stacks/config';
import { deploy } from '../../../stacks/deploy';
import { pythonJob } from '../../builders/jobs';
import { siteEngines } from '../support/chart-folder';
import { TestStack } from '../support/pulumi-stack';
import { pulumiTools } from '../support/pulumi-tools';

const SECONDS = 1000;
const NAME = `empty-${process.pid}`;

/** Whole charts with their definitions take a minute and more, on a busy machine several. */
const PATIENT = { seconds: 400 };

const JOB = pythonJob({ script: 'print("deployed by Pulumi")' }, { name: 'first' });

let folder: string;
let sandbox: Sandbox;
const stacks: TestStack[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-pulumi-');
  const tools = await pulumiTools(folder);
  sandbox = await Sandbox.up({ name: NAME, node: 'real', engines: [], images: ['jobset', 'kueue', 'python', 'node'] });
  const kubeconfig = fs.readFileSync(sandbox.kubeconfig, 'utf8');
  const program = (): Promise<object> => deploy(readConfig());
  const platform = await TestStack.create(tools, 'site-platform', program);
  const tenants = await TestStack.create(tools, 'site-tenants', program);
  await platform.configure({ layer: 'platform', platform: { catalog: sandboxCatalog(), engines: await siteEngines(folder), operator: { replicas: 1 } } }, { kubeconfig });
  await tenants.configure({ layer: 'tenants', tenants: { platformStack: platform.reference, tenants: [{ name: 's-mlplatform', owners: ['owners'], quota: { cpu: { cpu: '1', memory: '2Gi' } } }] } }, { kubeconfig });
  stacks.push(platform, tenants);
}, 300 * SECONDS);

afterAll(async () => {
  if (process.env.DS_KEEP_SANDBOX !== '1') await Sandbox.remove(NAME);
  fs.rmSync(folder, { recursive: true, force: true });
}, 60 * SECONDS);

test('from a cluster with nothing in it to a job that has succeeded', async () => {
  for (const stack of stacks) {
    // A preview must know the kinds too, which nobody has made yet.
    await stack.preview(PATIENT);
    await stack.upInCheckout(PATIENT);
  }
  await sandbox.kubectl(['create', '-n', 's-mlplatform', '-f', '-'], JSON.stringify(JOB));
  await sandbox.kubectl(['wait', '-n', 's-mlplatform', 'pythonjob/first', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s']);
}, 1200 * SECONDS);

test('a second up changes nothing', async () => {
  for (const stack of stacks) expect((await stack.up(PATIENT)).changes).toEqual([]);
}, 700 * SECONDS);
