import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { binaries } from '../../sandbox/binaries';
import { imageReference } from '../../sandbox/images/catalogue';
import { NOTEBOOK_GATEWAY } from '../builders/catalog';
import { jupyterNotebook } from '../builders/jobs';
import { dsProcess } from '../cli/run-ds';
import { browse } from './support/browse';
import { eventually, find, kubectl, sandbox } from './support/cluster';
import { exec, live, nameOf, podOf, reached, removeJobs, runningPods, start } from './support/jobs';
import { TENANT } from './support/platform';

/** A notebook that names its users, behind what stands for the gateway: Envoy and the mesh do not run here. */

const notebook = jupyterNotebook({ tokenHashes: undefined, users: ['alice@example.com'], size: 'CpuMedium', workspaceVolume: { size: '100Mi' } }, { name: 'shared' });
const PATH = `/${TENANT}/shared/`;

/** What the gateway says of whoever comes in on a port. */
const SAYS: Record<string, readonly string[]> = { 8001: ['alice@example.com'], 8002: ['mallory@example.com'], 8003: [], 8004: ['mallory@example.com', 'alice@example.com'] };

/** Passes on every request, and says of it what it is told to; what the request says itself is taken out. As Envoy does, it knows WebSockets. */
const GATEWAY = `\
const http = require('node:http');
const [host, header, says] = [process.env.NOTEBOOK, process.env.HEADER, JSON.parse(process.env.SAYS)];
for (const [port, names] of Object.entries(says)) {
  const onward = ({ method, url, headers }) => http.request({ host, method, path: url, headers: { ...headers, [header]: names } });
  const server = http.createServer((request, response) => {
    const sent = onward(request).on('response', (answer) => { response.writeHead(answer.statusCode, answer.headers); answer.pipe(response); });
    request.pipe(sent.on('error', () => response.destroy()));
  });
  server.on('upgrade', (request, socket) => onward(request).on('upgrade', (answer, other, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\\r\\n' + Object.entries(answer.headers).map(([name, value]) => name + ': ' + value + '\\r\\n').join('') + '\\r\\n');
    socket.write(head);
    other.pipe(socket).on('error', () => other.destroy()).pipe(other.on('error', () => socket.destroy()));
  }).on('response', () => socket.destroy()).end());
  server.listen(Number(port));
}
console.log('ready');
`;

let forward: ChildProcess;
/** Ports of this machine that lead to those of the gateway. */
const ports: Record<string, string> = {};

beforeAll(async () => {
  const { namespace, podLabels } = NOTEBOOK_GATEWAY;
  const env = { NOTEBOOK: `shared-notebook.${TENANT}.svc.cluster.local`, HEADER: 'x-ds-notebook-user', SAYS: JSON.stringify(SAYS) };
  const gateway = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'gateway', namespace, labels: podLabels },
    spec: {
      containers: [{ name: 'main', image: imageReference('node'), command: ['node', '-e', GATEWAY], env: Object.entries(env).map(([name, value]) => ({ name, value })), readinessProbe: { tcpSocket: { port: 8004 }, periodSeconds: 1 } }],
      terminationGracePeriodSeconds: 0,
    },
  };
  await start(notebook);
  await sandbox().kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, gateway] }));
  await eventually('the notebook answers', async () => (await runningPods(notebook))[0]?.status?.containerStatuses?.[0]?.ready === true, 120);
  await sandbox().kubectl(['wait', 'pod/gateway', `--namespace=${namespace}`, '--for=condition=Ready', '--timeout=60s']);
  const args = [`--kubeconfig=${sandbox().kubeconfig}`, 'port-forward', 'pod/gateway', `--namespace=${namespace}`, ...Object.keys(SAYS).map((port) => `:${port}`)];
  const forwarding = spawn(path.join(await binaries('kubernetes'), 'kubectl'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  forward = forwarding;
  for await (const line of createInterface(forwarding.stdout)) {
    const [, local, remote] = /127\.0\.0\.1:(\d+) -> (\d+)/.exec(line) ?? [];
    if (local !== undefined && remote !== undefined) ports[remote] = local;
    if (Object.keys(ports).length === Object.keys(SAYS).length) break;
  }
}, 300_000);

afterAll(async () => {
  forward?.kill();
  await sandbox().kubectl(['delete', 'namespace', NOTEBOOK_GATEWAY.namespace, '--ignore-not-found', '--timeout=60s']);
  await removeJobs();
  await kubectl(['delete', 'pvc', 'workspace-shared-nb', '--ignore-not-found', '--timeout=60s']);
}, 150_000);

const through = (port: number, headers: Record<string, string> = {}): Promise<Response> => fetch(`http://127.0.0.1:${ports[port]}${PATH}api/kernels`, { headers });

test('its address is that at the gateway, and ds tells it', async () => {
  await reached(notebook, 'Running');
  expect((await live(notebook)).status?.url).toBe(`https://notebooks.example.com${PATH}`);
  expect(await dsProcess(['notebook', 'open', 'shared', '-n', TENANT], { KUBECONFIG: sandbox().kubeconfig })).toEqual({
    code: 0,
    out: `https://notebooks.example.com${PATH}lab\n`,
    err: "JupyterNotebook/shared is open for alice@example.com at the platform's gateway.\n",
  });
}, 60_000);

test('the way to it is there, and what shuts out everybody but the gateway', async () => {
  expect(await find('virtualservice', 'shared-notebook')).toMatchObject({ spec: { hosts: ['notebooks.example.com'], exportTo: ['istio-ingress'] } });
  expect(await find('authorizationpolicy', 'shared-notebook-only')).toMatchObject({ spec: { action: 'DENY' } });
  expect((await podOf(notebook)).metadata.labels).toMatchObject({ 'ds.bloomberg.com/behind-gateway': 'true' });
}, 60_000);

test('who the gateway says is its user gets in without a token, and nobody else', async () => {
  expect((await through(8001)).status).toBe(200);
  expect((await through(8002)).status).toBe(403);
  expect((await through(8003)).status).toBe(403);
  expect((await through(8004)).status).toBe(403);
  expect((await through(8003, { 'x-ds-notebook-user': 'alice@example.com' })).status).toBe(403);
}, 30_000);

test('what comes from inside of the pod is not believed, as forwarded ports come from there', async () => {
  const program = `import urllib.request, urllib.error, sys
def ask(host):
    request = urllib.request.Request(f"http://{host}:8888${PATH}api/kernels", headers={"x-ds-notebook-user": "alice@example.com"})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code
print(ask("127.0.0.1"), ask("localhost"), ask("127.1.2.3"))`;
  expect(await exec(await podOf(notebook), 'python3', '-c', program)).toBe('403 403 403\n');
}, 30_000);

test('its user runs a cell in a browser, and is asked for nothing', async () => {
  const { output } = await browse({ url: `http://127.0.0.1:${ports[8001]}${PATH}lab?reset`, cell: 'print(6 * 7)', screenshot: 'notebook-users.png' });
  expect(output.trim()).toBe('42');
}, 200_000);

test('its doors go with it', async () => {
  await kubectl(['delete', nameOf(notebook), '--cascade=foreground', '--timeout=60s']);
  await eventually('nothing leads to it', async () => (await kubectl(['get', 'virtualservices,authorizationpolicies,networkpolicies', '--selector=ds.bloomberg.com/job-name=shared', '-o', 'name'])) === '');
}, 120_000);
