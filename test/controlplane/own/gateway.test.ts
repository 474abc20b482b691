import type { IngressSpec, RouteSpec } from '../../../lib';
import { imageReference } from '../../../sandbox/images/catalogue';
import { Sandbox } from '../../../sandbox/sandbox';
import { NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { ingress } from '../../builders/ingress';
import { jupyterNotebook } from '../../builders/jobs';
import { dsProcess } from '../../cli/run-ds';
import { TokenIssuer } from '../../support/tokens';
import { browse } from '../support/browse';
import { eventually, find, kubectl, sandbox } from '../support/cluster';
import { RealGateway } from '../support/gateway';
import { exec, live, nameOf, podOf, reached, runningPods, start } from '../support/jobs';
import { installPlatform } from '../support/install';
import { TENANT } from '../support/platform';

/** What is behind the gateway, by requests to an Envoy that istiod configures: a service of the platform's own, and a notebook for its users. */

const issuer = new TokenIssuer('https://login.example.com', 'ds-platform');
const tokens = {
  alice: issuer.token({ sub: 'alice', groups: ['scientists'] }),
  mallory: issuer.token({ sub: 'mallory', groups: ['others'] }),
  nobody: issuer.token({ groups: ['scientists'] }),
  foreign: new TokenIssuer('https://login.example.com', 'ds-platform').token({ sub: 'alice', groups: ['scientists'] }),
  elsewhere: issuer.token({ aud: ['another'], sub: 'alice', groups: ['scientists'] }),
};

const NOTEBOOKS = NOTEBOOK_GATEWAY.domain;
const INGRESS: IngressSpec = ingress({
  hosts: ['ds.example.com'],
  notebooks: { domain: NOTEBOOKS },
  jwt: { ...ingress().jwt, claimHeaders: { 'x-ds-user': 'sub' } },
  loginProvider: 'login',
  platformNamespaces: ['behind'],
});
const ECHO: RouteSpec = { name: 'echo', host: 'ds.example.com', path: '/echo', stripPath: true, namespace: 'behind', service: 'echo', port: 80, groups: ['scientists'] };

const notebook = jupyterNotebook({ tokenHashes: undefined, users: ['alice'], size: 'CpuMedium', workspaceVolume: { size: '100Mi' } }, { name: 'shared' });
const HOST = `shared--${TENANT}.${NOTEBOOKS}`;
/** One of a notebook that is not there, as every other is for this one. */
const OTHER_HOST = `other--${TENANT}.${NOTEBOOKS}`;
const KERNELS = `https://${HOST}/api/kernels`;

/** Logs people in as a login proxy does: who has a session gets its token, and who brings a token is let through with it. */
const LOGIN = `\
const tokens = JSON.parse(process.env.TOKENS);
require('node:http').createServer(({ headers }, response) => {
  const token = tokens[/(?:^|; )session=(\\w+)/.exec(headers.cookie ?? '')?.[1]];
  if (token !== undefined) response.setHeader('authorization', 'Bearer ' + token);
  response.writeHead(token ?? headers.authorization ? 200 : 401).end('Log in.');
}).listen(8080);
`;

/** Tells what it was asked. */
const TELL = "require('node:http').createServer(({ url, headers }, response) => response.end(JSON.stringify({ url, headers }))).listen(8080);";

let own: Sandbox;
let gateway: RealGateway;

beforeAll(async () => {
  own = await Sandbox.up({ name: `gateway-${process.pid}`, node: 'real', images: ['python', 'node', 'jupyter', 'envoy'], packageIndex: true });
  // The helpers of the shared sandbox find this one.
  process.env.DS_TEST_SANDBOX = own.name;
  await installPlatform(own);
  const login = { name: 'login', envoyExtAuthzHttp: { service: 'login.behind.svc.cluster.local', port: 80, includeRequestHeadersInCheck: ['authorization', 'cookie'], headersToUpstreamOnAllow: ['authorization'] } };
  const items = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'behind' } }, ...service('login', LOGIN, { TOKENS: JSON.stringify(tokens) }), ...service('echo', TELL)];
  await start(notebook);
  await sandbox().kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  gateway = await RealGateway.start(sandbox(), INGRESS, { routes: [ECHO], issuer, extensionProviders: [login] });
  await sandbox().kubectl(['wait', 'pod/login', 'pod/echo', '--namespace=behind', '--for=condition=Ready', '--timeout=60s']);
  // A gateway that is ready does not listen yet: istiod tells it a moment later on which ports.
  await eventually('the gateway listens', () => Promise.all([gateway.ask('https://ds.example.com/'), gateway.askPlainly('http://ds.example.com/')]).then(() => true, () => false), 120);
  await eventually('the notebook answers', async () => (await runningPods(notebook))[0]?.status?.containerStatuses?.[0]?.ready === true, 120);
}, 600_000);

afterAll(() => own?.down(), 60_000);

/** A pod that runs a program of Node.js, and its Service. */
function service(name: string, program: string, env: Record<string, string> = {}): object[] {
  const metadata = { name, namespace: 'behind', labels: { app: name } };
  const main = { name: 'main', image: imageReference('node'), command: ['node', '-e', program], env: Object.entries(env).map(([key, value]) => ({ name: key, value })), readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } };
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { terminationGracePeriodSeconds: 0, containers: [main] } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } },
  ];
}

const bearing = (token: keyof typeof tokens, headers: Record<string, string> = {}): Record<string, string> => ({ Authorization: `Bearer ${tokens[token]}`, ...headers });
const statusOf = async (url: string, headers?: Record<string, string>): Promise<number> => (await gateway.ask(url, headers)).status;

describe('a service of the platform', () => {
  test('is asked without the token, by the name that the token says, and below its own path', async () => {
    await eventually('the way is there', async () => (await statusOf('https://ds.example.com/echo/a', bearing('alice'))) === 200);
    const { body } = await gateway.ask('https://ds.example.com/echo/a?b=c', bearing('alice', { 'X-DS-User': 'root', 'X-Forwarded-User': 'root' }));
    const { url, headers } = JSON.parse(body) as { url: string; headers: Record<string, string> };
    expect([url, headers['x-ds-user']]).toEqual(['/a?b=c', 'alice']);
    expect(Object.keys(headers).filter((name) => ['authorization', 'x-forwarded-user'].includes(name))).toEqual([]);
    expect(JSON.stringify(headers)).not.toContain('root');
  }, 60_000);

  test('is there for the groups of its route alone', async () => {
    expect(await statusOf('https://ds.example.com/echo', bearing('mallory'))).toBe(403);
    expect(await statusOf('https://ds.example.com/echoes', bearing('alice'))).toBe(403);
    expect(await statusOf('https://ds.example.com/', bearing('alice'))).toBe(403);
  }, 30_000);

  test('is there for nobody without a token of the issuer, made for this platform', async () => {
    expect(await statusOf('https://ds.example.com/echo')).toBe(401);
    expect(await statusOf('https://ds.example.com/echo', bearing('foreign'))).toBe(401);
    expect(await statusOf('https://ds.example.com/echo', bearing('elsewhere'))).toBe(403);
    // Who must be named to services, and is not, does not get through.
    expect(await statusOf('https://ds.example.com/echo', bearing('nobody'))).toBe(403);
  }, 30_000);

  test('is reached by people whom the login proxy knows', async () => {
    expect(await statusOf('https://ds.example.com/echo', { Cookie: 'session=alice' })).toBe(200);
    expect(await statusOf('https://ds.example.com/echo', { Cookie: 'session=mallory' })).toBe(403);
    expect(await statusOf('https://ds.example.com/echo', { Cookie: 'session=eve' })).toBe(401);
  }, 30_000);

  test('is reached by TLS alone', async () => {
    expect(await gateway.askPlainly('http://ds.example.com/echo', bearing('alice'))).toMatchObject({ status: 301, headers: { location: 'https://ds.example.com/echo' } });
    expect((await gateway.askPlainly('http://ds.example.com/echo', bearing('alice', { 'X-Forwarded-Proto': 'https' }))).status).toBe(301);
    expect(await gateway.askPlainly(`http://${HOST}/lab`)).toMatchObject({ status: 301, headers: { location: `https://${HOST}/lab` } });
    expect((await gateway.askPlainly('http://other.example.com/echo')).status).toBe(404);
  }, 30_000);
});

describe('a notebook that names its users', () => {
  test('is told by its address at the gateway, on a host of its own', async () => {
    await reached(notebook, 'Running');
    expect((await live(notebook)).status?.url).toBe(`https://${HOST}/`);
    expect(await dsProcess(['notebook', 'open', 'shared', '-n', TENANT], { KUBECONFIG: sandbox().kubeconfig })).toEqual({
      code: 0,
      out: `https://${HOST}/lab\n`,
      err: "JupyterNotebook/shared is open for alice at the platform's gateway.\n",
    });
  }, 60_000);

  test('lets these in without a token of its own, and nobody else, whatever they say of themselves', async () => {
    await eventually('the way is there', async () => (await statusOf(KERNELS, bearing('alice'))) === 200);
    const claimed = { 'X-DS-Notebook-User': 'alice' };
    expect(await statusOf(KERNELS, bearing('alice', { 'X-DS-Notebook-User': 'mallory' }))).toBe(200);
    expect(await gateway.ask(KERNELS, bearing('mallory', claimed))).toMatchObject({ status: 403, body: 'This notebook is not for you.\n' });
    expect(await statusOf(KERNELS, bearing('nobody', claimed))).toBe(403);
    expect(await statusOf(KERNELS, bearing('foreign', claimed))).toBe(401);
    expect(await gateway.ask(KERNELS, claimed)).toMatchObject({ status: 401, body: 'Log in.' });
    expect(await statusOf(KERNELS, { Cookie: 'session=alice' })).toBe(200);
    expect(await statusOf(KERNELS, { Cookie: 'session=mallory' })).toBe(403);
    expect(await statusOf(KERNELS, bearing('alice', { Host: `${HOST}:443` }))).toBe(200);
    expect(await statusOf('https://ds.example.com/api/kernels', bearing('alice'))).toBe(403);
    expect(await statusOf(`https://${OTHER_HOST}/api/kernels`, bearing('alice'))).toBe(404);
    expect(await statusOf(`https://${NOTEBOOKS}/api/kernels`, bearing('alice')).catch(() => 'no certificate')).toBe('no certificate');
  }, 60_000);

  test('does nothing for pages of other notebooks', async () => {
    const asks = (headers: Record<string, string>): Promise<number> => statusOf(KERNELS, { Cookie: 'session=alice', ...headers });
    expect(await asks({ Origin: `https://${HOST}`, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    // Jupyter's own answer to requests of other origins.
    expect(await asks({ Origin: `https://${OTHER_HOST}` })).toBe(404);
    expect(await asks({ 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' })).toBe(403);
  }, 30_000);

  test('believes nothing that comes from inside of its pod, as forwarded ports do', async () => {
    const program = `import urllib.request, urllib.error
def ask(host):
    request = urllib.request.Request(f"http://{host}:8888/api/kernels", headers={"x-ds-notebook-user": "alice"})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code
print(ask("127.0.0.1"), ask("localhost"), ask("127.1.2.3"))`;
    expect(await exec(await podOf(notebook), 'python3', '-c', program)).toBe('403 403 403\n');
  }, 30_000);

  test('runs a cell in the browser of a person who is logged in, and asks for nothing', async () => {
    const { host, ports } = gateway.address;
    const rules = `MAP ${HOST}:443 ${host}:${ports.https}`;
    const { output } = await browse({
      url: `https://${HOST}/lab?reset`,
      cell: 'print(6 * 7)',
      screenshot: 'notebook-users.png',
      browser: [`--host-resolver-rules=${rules}`, '--ignore-certificate-errors', '--no-proxy-server'],
      cookie: { name: 'session', value: 'alice', domain: HOST },
    });
    expect(output.trim()).toBe('42');
  }, 200_000);

  test('takes its doors with it', async () => {
    expect(await find('authorizationpolicy', 'shared-notebook-only')).toMatchObject({ spec: { action: 'DENY' } });
    await kubectl(['delete', nameOf(notebook), '--cascade=foreground', '--timeout=60s']);
    await eventually('nothing leads to it', async () => (await kubectl(['get', 'virtualservices,authorizationpolicies,networkpolicies', '--selector=ds.bloomberg.com/job-name=shared', '-o', 'name'])) === '');
    await eventually('the gateway knows', async () => (await statusOf(KERNELS, bearing('alice'))) === 404);
  }, 120_000);
});
