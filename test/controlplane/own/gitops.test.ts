import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdk8s';
import { examplePlatform } from '../../../examples/platform';
import { DEFAULT_CATALOG, toYaml } from '../../../lib';
import { Sandbox } from '../../../sandbox/sandbox';
import { binaries } from '../../../sandbox/binaries';
import { ROOT, shownCommands, typeIn } from '../../support/console';
import { established } from '../support/definitions';
import { crdSets } from '../support/upstream-crds';

/** Names under which tools apply; `kubectl` is that of kubectl itself. */
const MANAGERS = ['kubectl', 'argocd-controller', 'kustomize-controller'];

let server: Sandbox;
/** Definitions, the platform, tenants, jobs, in the order of the files. */
let files: string[];
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-gitops-');
  server = await Sandbox.up({ name: `gitops-${process.pid}`, node: 'none', engines: [], simulatedNodes: 0 });
  const [crds] = crdSets();
  await server.kubectl(['apply', '--server-side', '-f', '-'], (await crds?.yaml()) ?? '');
  await established(server);
  const app = new App();
  examplePlatform(app, DEFAULT_CATALOG, []);
  files = app.charts.filter(({ node }) => node.id !== 'jobs').map((chart) => toYaml(chart.toJson() as object[]));
}, 300_000);

afterAll(async () => {
  await server.down();
  fs.rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Applies all files, each once what it needs is served; what kubectl says, a line for each object. */
async function applied(...options: string[]): Promise<string[]> {
  const said: string[] = [];
  for (const file of files) {
    said.push(...(await server.kubectl(['apply', ...options, '-f', '-'], file)).trim().split('\n'));
    await established(server);
  }
  return said;
}

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string; readonly managedFields?: readonly { readonly subresource?: string }[] };
  readonly status?: object;
}

/** What is there of the files, but for what the cluster's own controllers say of it: values, and who owns them since when. */
async function live(): Promise<Record<string, object>> {
  const lists = await Promise.all(files.map(async (file) => JSON.parse(await server.kubectl(['get', '--show-managed-fields', '-o', 'json', '-f', '-'], file)) as { items: Live[] }));
  const items = lists.flatMap((list) => list.items);
  return Object.fromEntries(
    items.map(({ status: _s, ...object }) => {
      const { resourceVersion: _v, managedFields = [], ...metadata } = object.metadata;
      return [`${object.kind}/${metadata.namespace ?? ''}/${metadata.name}`, { ...object, metadata: { ...metadata, managedFields: managedFields.filter(({ subresource }) => subresource === undefined) } }];
    }),
  );
}

test('plain kubectl apply takes every object, again and again', async () => {
  const said = await applied();
  expect(said.filter((line) => !line.endsWith(' created'))).toEqual([]);
  expect((await applied()).filter((line) => !/ (unchanged|configured)$/.test(line))).toEqual([]);
}, 180_000);

test.each(MANAGERS)('a second server-side apply by %s changes nothing, neither a value nor who owns it', async (manager) => {
  const options = ['--server-side', '--force-conflicts', `--field-manager=${manager}`];
  expect((await applied(...options)).filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
  const before = await live();
  await applied(...options);
  expect(Object.keys(before).length).toBeGreaterThan(50);
  expect(await live()).toEqual(before);
}, 180_000);

test('every kubectl command of docs/gitops.md', async () => {
  const commands = shownCommands('docs/gitops.md').map(({ command }) => command.replaceAll('clusters/prod', folder)).filter((command) => /cdk8s synth|^kubectl/.test(command));
  const env = { ...process.env, KUBECONFIG: server.kubeconfig, PATH: `${await binaries('kubernetes')}:${process.env.PATH}`, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  const typed = commands.map((command) => command.replace('apply --server-side', 'apply --server-side --force-conflicts'));
  expect(typeIn(typed, { cwd: path.resolve(ROOT), env, timeout: 150_000 })).toContain('namespace/s-mlplatform serverside-applied');
}, 180_000);
