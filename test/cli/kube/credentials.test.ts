import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../../cli/kube/connect';
import { toYaml } from '../../../lib';
import { Files } from '../run-ds';
import { Api } from './api';

const files = new Files();
const api = new Api();
beforeAll(() => api.start());
afterAll(async () => {
  files.remove();
  await api.stop();
});
beforeEach(() => void (api.seen.length = 0));

const SECRET = 'very-secret';

/** A kubeconfig with one user, and more of its cluster. */
function kubeconfig(user: object, cluster: object = {}, name = 'one'): string {
  const content = {
    clusters: [{ name, cluster: { server: api.address, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return files.write(`${name}.yaml`, toYaml([content as never]));
}

async function ask(user: object, options: { cluster?: object; as?: string; asGroup?: string[]; asUid?: string } = {}): Promise<Record<string, unknown>> {
  const { cluster, ...rest } = options;
  await connect({ kubeconfig: kubeconfig(user, cluster), ...rest }, { HOME: files.folder, PATH: process.env.PATH }).request({ path: '/x' });
  return api.headers;
}

/** Why it cannot be asked as this user. */
async function refusal(user: object, options: Parameters<typeof ask>[1] = {}): Promise<string> {
  try {
    await ask(user, options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was asked.');
}

describe('a user of a kubeconfig', () => {
  test('has a token, a file with one, or a password', async () => {
    expect((await ask({ token: 'abc' })).authorization).toBe('Bearer abc');
    mkdirSync(join(files.folder, 'tokens'), { recursive: true });
    files.write('tokens/mine', 'of-the-file\n');
    expect((await ask({ tokenFile: 'tokens/mine' })).authorization).toBe('Bearer of-the-file');
    expect((await ask({ tokenFile: 'tokens/mine', token: 'abc' })).authorization).toBe('Bearer of-the-file');
    expect((await ask({ tokenFile: 'tokens/none', token: 'abc' })).authorization).toBe('Bearer abc');
    expect((await ask({ username: 'ann', password: 'p:w' })).authorization).toBe(`Basic ${Buffer.from('ann:p:w').toString('base64')}`);
    expect((await ask({})).authorization).toBeUndefined();
  });

  test('cannot log in in two ways, or in one that is no more', async () => {
    expect(await refusal({ token: SECRET, username: 'ann', password: SECRET })).toBe('User "one" of the kubeconfig has both a token and a password. Allowed: one of them. Remove the other.');
    expect(await refusal({ 'auth-provider': { name: 'gcp', config: { 'access-token': SECRET } } })).toBe(
      'User "one" of the kubeconfig has an auth-provider, which is not supported (given "gcp"). Use the credential plugin gke-gcloud-auth-plugin under user.exec.',
    );
    expect(await refusal({ tokenFile: '/none' })).toBe('The file /none, which the kubeconfig names, cannot be read (ENOENT). Correct the path, or log in again.');
    expect(api.seen).toEqual([]);
  });

  test('acts as another, with groups and what else is said of him', async () => {
    const user = { as: 'zoë', 'as-uid': '7', 'as-groups': ['a', 'b'], 'as-user-extra': { 'example.com/Reason%': ['one', 'two'] } };
    const headers = await ask(user);
    expect(Buffer.from(String(headers['impersonate-user']), 'latin1').toString('utf8')).toBe('zoë');
    expect(headers).toMatchObject({ 'impersonate-uid': '7', 'impersonate-group': ['a', 'b'], 'impersonate-extra-example.com%2freason%25': 'one, two' });
    expect(await ask(user, { as: 'bob', asGroup: ['c'] })).toMatchObject({ 'impersonate-user': 'bob', 'impersonate-group': ['c'], 'impersonate-uid': '7' });
    expect(await ask({}, { as: 'bob', asUid: '8' })).toMatchObject({ 'impersonate-user': 'bob', 'impersonate-uid': '8' });
    expect(await ask({})).not.toHaveProperty('impersonate-user');
    expect(await refusal({}, { asGroup: ['c'] })).toMatch(/^User "one" of the kubeconfig is to act with groups, a UID or extra values of nobody\. Say of whom with --as/);
  });
});

describe('a credential plugin', () => {
  const API = 'client.authentication.k8s.io/v1';
  const log = join(files.folder, 'told');

  /** A plugin that notes what it is told, and gives this. */
  function plugin(gives: string, rest: object = {}): { exec: object } {
    const script = files.write('plugin.sh', `#!/bin/sh\necho "$WORD $1 $KUBERNETES_EXEC_INFO" >> ${log}\ncat <<'EOF'\n${gives}\nEOF\n`);
    chmodSync(script, 0o755);
    writeFileSync(log, '');
    return { exec: { apiVersion: API, command: './plugin.sh', args: ['arg'], env: [{ name: 'WORD', value: 'word' }], interactiveMode: 'Never', ...rest } };
  }

  const credential = (status: object, apiVersion = API): string => JSON.stringify({ kind: 'ExecCredential', apiVersion, status });
  const told = (): string[] => readFileSync(log, 'utf8').trim().split('\n');

  test('gives a token, once for all requests of a call', async () => {
    const cluster = connect({ kubeconfig: kubeconfig(plugin(credential({ token: 'given' }))) }, { PATH: process.env.PATH });
    await Promise.all([cluster.request({ path: '/a' }), cluster.request({ path: '/b' })]);
    await cluster.request({ path: '/c' });
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer given', 'Bearer given', 'Bearer given']);
    expect(told()).toEqual([`word arg {"kind":"ExecCredential","apiVersion":"${API}","spec":{"interactive":false}}`]);
  });

  test('is asked again when what it gave has expired, or is not accepted', async () => {
    const kept = connect({ kubeconfig: kubeconfig(plugin(credential({ token: 'a', expirationTimestamp: '2020-01-01T00:00:00Z' }))) }, { PATH: process.env.PATH });
    await kept.request({ path: '/a' });
    await kept.request({ path: '/b' });
    expect(told()).toHaveLength(2);
    const refused = connect({ kubeconfig: kubeconfig(plugin(credential({ token: 'a' }))) }, { PATH: process.env.PATH });
    api.statuses.push(401);
    await refused.request({ path: '/c' });
    expect(told()).toHaveLength(2);
    api.statuses.push(401, 401);
    await expect(refused.request({ path: '/d' })).rejects.toMatchObject({ status: 401 });
  });

  test('is told of the cluster where it asks for it', async () => {
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
    await ask(plugin(credential({ token: 'a' }, 'client.authentication.k8s.io/v1beta1'), { apiVersion: 'client.authentication.k8s.io/v1beta1', provideClusterInfo: true }), {
      cluster: { extensions, 'certificate-authority-data': Buffer.from('PEM').toString('base64'), 'tls-server-name': 'name' },
    });
    expect(JSON.parse(told()[0]?.replace('word arg ', '') ?? '')).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      spec: { interactive: false, cluster: { server: api.address, 'tls-server-name': 'name', 'certificate-authority-data': 'UEVN', config: { audience: 'x' } } },
    });
  });

  test('is not asked where the kubeconfig says who asks', async () => {
    expect((await ask({ token: 'own', ...plugin(credential({ token: 'given' })) })).authorization).toBe('Bearer own');
    expect(readFileSync(log, 'utf8')).toBe('');
  });

  test.each([
    [credential({}), {}, 'gave neither a token nor a certificate. Log in again.'],
    [credential({ clientKeyData: SECRET }), {}, 'gave one of certificate and key without the other. Get a newer plugin.'],
    [`{"token": "${SECRET}"`, {}, 'gave something that is no JSON. Log in again, or get a newer plugin.'],
    [`{"kind": "Secret", "data": "${SECRET}"}`, {}, 'gave no ExecCredential. Log in again, or get a newer plugin.'],
    [credential({ token: SECRET }, `${API}beta1`), {}, `gave another version than the kubeconfig asks for (given "${API}beta1"). Allowed: ${API}. Correct user.exec.apiVersion.`],
    ['', { apiVersion: `${API}alpha1` }, `speaks a version that is not supported (given "${API}alpha1"). Allowed: ${API}, ${API}beta1. Get a newer plugin, and correct user.exec.apiVersion.`],
    ['', { command: 'none-such', installHint: 'Get it at example.com.' }, 'none-such is not there. Get it at example.com.'],
    ['', { command: 'false' }, 'false ended with exit code 1. Log in again, or correct the kubeconfig.'],
    ['', { interactiveMode: 'Always' }, 'must ask you something, and standard input is no terminal. Run ds in one.'],
    ['', { interactiveMode: 'Perhaps' }, 'has an unknown interactiveMode (given "Perhaps"). Allowed: Never, IfAvailable, Always. Correct it.'],
  ])('that gives %j, with %j, is told what is wrong, and not quoted', async (gives, rest, message) => {
    expect(await refusal(plugin(gives, rest))).toBe(`The credential plugin of the kubeconfig ${message}`);
  });
});

test('a pod has its service account, whose token is renewed', async () => {
  const folder = join(files.folder, 'account');
  mkdirSync(folder);
  files.write('account/token', 'of-the-pod');
  files.write('account/namespace', 'ours');
  files.write('account/ca.crt', '');
  const cluster = connect({}, { HOME: files.folder, KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(api.port), KUBERNETES_SERVICE_SCHEME: 'http', SERVICE_ACCOUNT_FOLDER: folder });
  await cluster.request({ path: '/x' });
  expect([api.headers.authorization, cluster.namespace]).toEqual(['Bearer of-the-pod', 'ours']);
});
