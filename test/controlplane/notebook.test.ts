import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from '../../sandbox/browser/chromium';
import { jupyterNotebook } from '../builders/jobs';
import { parseYaml } from '../../lib';
import { ROOT, shownCommands } from '../support/console';
import { browse } from './support/browse';
import { eventually, find, kubectl, refusal, sandbox } from './support/cluster';
import { exec, jobSetOf, live, reached, runningPods, start, verdict, type LivePod } from './support/jobs';
import type { Visit } from './support/jupyterlab';
import { TENANT } from './support/platform';

const KEPT = 'kept from one run to the next';

/** Seconds without use after which the notebook ends. */
const IDLE = 30;

/** A person's own folder, where `ds` keeps the token. */
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-notebook-'));
const forwards: ChildProcess[] = [];

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, XDG_CONFIG_HOME: '', KUBECONFIG: path.join(home, 'kubeconfig') };
}

/** The commands that this test has typed in. */
const typed: string[] = [];

/** What `ds` prints. */
async function ds(...words: string[]): Promise<string> {
  typed.push(`ds ${words.join(' ')}`);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'build/cli/main.js'), ...words], { cwd: home, env: environment() });
  return stdout.trim();
}

/** The address that `ds notebook open` prints while it runs. */
async function open(name: string): Promise<URL> {
  const words = ['notebook', 'open', name, '--port', '0'];
  typed.push(`ds notebook open ${name}`);
  const process_ = spawn(process.execPath, [path.join(ROOT, 'build/cli/main.js'), ...words], { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  forwards.push(process_);
  const [line] = (await once(createInterface(process_.stdout), 'line')) as [string];
  return new URL(line);
}

/** Where programs reach an address that names a host below `localhost`: not every resolver knows, as browsers do, that it is this machine. */
function here(address: URL, place: string): URL {
  const url = new URL(place, address);
  url.hostname = '127.0.0.1';
  return url;
}

/** A request to the notebook's server, as a program makes it. */
async function ask(address: URL, place: string, request: RequestInit = {}): Promise<unknown> {
  const token = address.searchParams.get('token') ?? '';
  return (await fetch(here(address, place), { ...request, headers: { Authorization: `token ${token}` } })).json();
}

/** What a person sees in a browser. While it starts the person is there, so that a slow machine does not take the notebook for one that nobody uses. */
async function visit(address: URL, parts: Omit<Visit, 'executable' | 'url'>): Promise<{ output: string; title: string }> {
  const presence = setInterval(() => void ask(address, 'api/contents/presence.txt', { method: 'PUT', body: JSON.stringify({ type: 'file', format: 'text', content: '' }) }).catch(() => {}), 5000);
  try {
    return await browse({ url: `${address.href}&reset`, ...parts });
  } finally {
    clearInterval(presence);
  }
}

const ready = async (): Promise<boolean> => (await runningPods(notebook))[0]?.status?.containerStatuses?.[0]?.ready === true;

const notebook = jupyterNotebook({ size: 'CpuMedium', tokenHashes: undefined, idleTimeoutSeconds: IDLE, workspaceVolume: { size: '100Mi' } }, { name: 'explore' });
let address = new URL('http://127.0.0.1');

beforeAll(async () => {
  await chromium();
  const [config] = parseYaml(fs.readFileSync(sandbox().kubeconfig, 'utf8'), 'kubeconfig') as unknown as [{ contexts: { context: { namespace?: string } }[] }];
  for (const { context } of config.contexts) context.namespace = TENANT;
  fs.writeFileSync(path.join(home, 'kubeconfig'), JSON.stringify(config));
  fs.writeFileSync(path.join(home, 'notebook.yaml'), JSON.stringify(notebook));
  expect(await ds('submit', '-f', 'notebook.yaml')).toBe('jupyternotebook.ds.bloomberg.com/explore created');
}, 600_000);

afterAll(async () => {
  for (const forward of forwards) forward.kill();
  await kubectl(['delete', 'jupyternotebooks', 'explore', '--ignore-not-found', '--cascade=foreground', '--timeout=60s']);
  await kubectl(['delete', 'pvc', 'workspace-explore-nb', '--ignore-not-found', '--timeout=60s']);
  fs.rmSync(home, { recursive: true });
}, 300_000);

test('it is queued, and starts', async () => {
  const { status } = await reached(notebook, 'Running');
  expect((await live(notebook)).spec).toMatchObject({ tokenHashes: [await ds('notebook', 'token', 'explore')] });
  expect(status?.url).toBe(`http://explore-notebook.${TENANT}.svc/`);
  const jobSet = await jobSetOf(notebook);
  expect(jobSet?.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'default', 'kueue.x-k8s.io/priority-class': 'ds-notebook' });
  await eventually('the pod is ready', ready);
}, 300_000);

test('a person opens it by its token, and runs a cell', async () => {
  address = await open('explore');
  expect(address.hostname + address.pathname).toBe(`explore--${TENANT}.localhost/lab`);
  const { output } = await visit(address, { cell: `open("kept.txt", "w").write("${KEPT}"); print(6 * 7)`, screenshot: 'notebook-first.png', terminal: { command: 'while [ ! -e stop ]; do sleep 1; date +%s; done; exit', prints: '\\n\\d{10}\\r' } });
  expect(output.trim()).toBe('42');
}, 300_000);

test('without the token nobody gets in, and the token is nowhere in the cluster', async () => {
  const token = address.searchParams.get('token') ?? '';
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect((await fetch(here(address, 'api/kernels'))).status).toBe(403);
  expect((await fetch(here(address, 'api/kernels?token=guessed'))).status).toBe(403);
  const [pod] = await runningPods(notebook);
  const everything = await Promise.all([kubectl(['get', 'jupyternotebooks,jobsets,jobs,pods,services,secrets,configmaps', '-o', 'yaml']), kubectl(['logs', pod?.metadata.name ?? ''])]);
  expect(everything.join('\n')).not.toContain(token);
}, 30_000);

test('a kernel that nobody uses is ended; a terminal that prints keeps the notebook alive, though no browser shows it', async () => {
  await eventually('the kernel is ended', async () => ((await ask(address, 'api/kernels')) as object[]).length === 0, 120);
  // The kernel was ended because nobody had used it for the whole time: nothing but the terminal is in use any more.
  const [terminal] = (await ask(address, 'api/terminals')) as { last_activity: string }[];
  expect(Date.now() - Date.parse(terminal?.last_activity ?? '')).toBeLessThan(500 * IDLE);
  expect((await live(notebook)).status?.phase).toBe('Running');
}, 300_000);

test('with the terminal gone it ends by itself, and gives back what it has', async () => {
  const [pod] = await runningPods(notebook);
  await exec(pod as LivePod, 'touch', '/home/ds/workspace/stop');
  const stopped = await reached(notebook, 'Suspended');
  expect(verdict(stopped)).toMatchObject({ type: 'Admitted', status: 'False', reason: 'Ended', message: expect.stringMatching(/^Ended by itself after .*, and can be started again/) });
  await eventually('nothing runs', async () => (await jobSetOf(notebook)) === undefined);
  expect(await find('service', 'explore-notebook')).toBeDefined();
  expect((await find<V1PersistentVolumeClaim>('pvc', 'workspace-explore-nb'))?.metadata?.ownerReferences).toBeUndefined();
}, 300_000);

test('ds starts it again, and what was written is there', async () => {
  expect(await ds('resume', 'explore')).toBe('jupyternotebook.ds.bloomberg.com/explore resumed');
  await eventually('the pod is ready', ready, 120);
  await reached(notebook, 'Running');
  address = await open('explore');
  const { output } = await visit(address, { cell: 'print(open("kept.txt").read())', screenshot: 'notebook-again.png' });
  expect(output.trim()).toBe(KEPT);
}, 400_000);

test('a drained node: it is started again as soon as its node takes it, on its workspace, and who has it open finds it', async () => {
  const [before] = await runningPods(notebook);
  const node = before?.spec.nodeName ?? '';
  try {
    await sandbox().kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--pod-selector=ds.bloomberg.com/job-name=explore', '--timeout=60s']);
    await eventually('it says that no node takes its pod', async () => /^Admitted, but no node takes pod/.test((await live(notebook)).status?.message ?? ''));
    await expect(ask(address, 'api/kernels')).rejects.toThrow('fetch failed');
  } finally {
    await sandbox().kubectl(['uncordon', node]);
  }
  await eventually('the pod is ready', ready, 120);
  expect((await reached(notebook, 'Running')).status).toMatchObject({ message: 'Running.', restarts: 0 });
  expect((await runningPods(notebook))[0]?.metadata.uid).not.toBe(before?.metadata.uid);
  expect(await ask(address, 'api/contents/kept.txt')).toMatchObject({ content: KEPT });
}, 300_000);

test('ds suspends it; deleted and made anew, it has its workspace again', async () => {
  expect(await ds('suspend', 'explore')).toBe('jupyternotebook.ds.bloomberg.com/explore suspended');
  await eventually('nothing runs', async () => (await jobSetOf(notebook)) === undefined);
  await kubectl(['delete', 'jupyternotebooks', 'explore', '--cascade=foreground', '--timeout=60s']);
  expect((await find<V1PersistentVolumeClaim>('pvc', 'workspace-explore-nb'))?.status?.phase).toBe('Bound');
  // Not by `ds submit`: no token opens it.
  await start(jupyterNotebook({ ...notebook.spec, idleTimeoutSeconds: undefined }, notebook.metadata));
  expect(await ds('resume', 'jnb/explore')).toBe('jupyternotebook.ds.bloomberg.com/explore resumed');
  const { spec } = await live(notebook);
  expect(spec).toMatchObject({ tokenHashes: [await ds('notebook', 'token', 'explore')] });
  expect(await refusal(['patch', 'jupyternotebooks', 'explore', '--type=merge', '-p', '{"spec":{"tokenHashes":null}}'])).toContain('spec.tokenHashes: Invalid value: cannot be changed once it is given.');
  const [pod] = await runningPods(notebook);
  expect(await exec(pod as LivePod, 'cat', '/home/ds/workspace/kept.txt')).toBe(KEPT);
}, 400_000);

test('deleted with its workspace, nothing is left; the page shows no other commands than these', async () => {
  expect(await ds('get', 'jnb')).toMatch(/explore +JupyterNotebook +(Running|Pending)/);
  expect(await ds('delete', 'jnb/explore', '--workspace')).toBe('jupyternotebook.ds.bloomberg.com/explore deleted\npersistentvolumeclaim/workspace-explore-nb deleted');
  await eventually('the workspace is gone', async () => (await find('pvc', 'workspace-explore-nb')) === undefined, 60);
  expect(shownCommands('docs/notebook.md').map(({ command }) => command).filter((command) => !typed.includes(command))).toEqual([]);
}, 120_000);
