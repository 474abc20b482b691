import * as fs from 'node:fs';
import * as path from 'node:path';
import { Sandbox } from '../../../sandbox/sandbox';
import { blocks, shownCommands, typeIn } from '../../support/console';
import { pulumiTools, type PulumiTools } from '../support/pulumi-tools';

const SECONDS = 1000;
const PAGE = 'docs/pulumi.md';
const NAME = `pulumi-docs-${process.pid}`;

/** Engines that the sandbox runs beside its API server, since no node can run their pods. */
const PRESENT = ['jobset', 'kueue'].map((engine) => `pulumi config set --path platform.engines.${engine}.install false`);

let folder: string;
let tools: PulumiTools;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-pulumi-');
  tools = await pulumiTools(folder);
  sandbox = await Sandbox.up({ name: NAME, node: 'none', engines: ['jobset', 'kueue'], simulatedNodes: 2 });
}, 300 * SECONDS);

afterAll(async () => {
  await Sandbox.remove(NAME);
  fs.rmSync(folder, { recursive: true, force: true });
}, 60 * SECONDS);

test(`${PAGE}: every command of Pulumi, from the first to the last`, async () => {
  // Those of `ds` need no cluster: test/docs/pulumi.test.ts.
  const commands = shownCommands(PAGE).map(({ command }) => command).filter((command) => /^(pulumi|export) /.test(command));
  const firstUp = commands.indexOf('pulumi up --yes');
  fs.writeFileSync(path.join(tools.checkout, 'tenants.yaml'), blocks(PAGE, 'yaml')[0] ?? '');
  // The tests' own folder for states goes before the one that the page logs in to.
  const env = { ...process.env, ...tools.env, KUBECONFIG: sandbox.kubeconfig };
  const out = typeIn([...commands.slice(0, firstUp), ...PRESENT, ...commands.slice(firstUp)], { cwd: tools.checkout, env, timeout: 800 * SECONDS });
  expect(out).toContain('$ pulumi destroy --exclude-protected --yes');
  expect(await sandbox.kubectl(['get', 'namespace', 's-mlplatform', '-o', 'name'])).toBe('namespace/s-mlplatform\n');
}, 840 * SECONDS);
