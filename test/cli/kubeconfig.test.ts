import { toYaml } from '../../lib';
import { FakeCluster } from './fake-cluster';
import { dsProcess, Files, type Outcome } from './run-ds';

jest.setTimeout(60_000);

const files = new Files();
const fake = new FakeCluster();
beforeAll(() => fake.start());
afterAll(async () => {
  files.remove();
  await fake.stop();
});

const SECRET = 'very-secret';

function kubeconfig(name: string, server: string, namespace?: string): string {
  const content = {
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token: SECRET } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace && { namespace }) } }],
    'current-context': name,
  };
  return files.write(`${name}.yaml`, toYaml([content]));
}

function get(env: Record<string, string>, ...words: string[]): Promise<Outcome> {
  return dsProcess(['get', ...words], { HOME: files.folder, ...env });
}

const HOW = 'Name one with --kubeconfig or KUBECONFIG, or put it at ~/.kube/config.';

describe('the kubeconfig', () => {
  test('names server and namespace', async () => {
    const file = kubeconfig('first', fake.address, 'ours');
    const err = 'There are no jobs in namespace ours.\n';
    expect(await get({ KUBECONFIG: file })).toEqual({ code: 0, out: '', err });
    expect(await get({}, '--kubeconfig', file)).toEqual({ code: 0, out: '', err });
    expect((await get({ KUBECONFIG: `${files.folder}/none:${file}:${kubeconfig('second', fake.address, 'theirs')}` })).err).toBe(err);
    expect((await get({ KUBECONFIG: `${file}:${files.folder}/second.yaml` }, '--context', 'second')).err).toBe('There are no jobs in namespace theirs.\n');
  });

  test('is needed', async () => {
    expect(await get({})).toEqual({ code: 3, out: '', err: `There is no kubeconfig, so no cluster is known. ${HOW}\n` });
    expect(await get({ KUBECONFIG: '/none' })).toEqual({ code: 3, out: '', err: `There is no kubeconfig at /none. ${HOW}\n` });
  });

  test('without the context that is asked for', async () => {
    const file = kubeconfig('production', fake.address);
    expect(await get({ KUBECONFIG: file }, '--context', 'prodution')).toEqual({ code: 3, out: '', err: 'There is no context "prodution". Allowed: production. Did you mean production?\n' });
  });

  test('is never quoted', async () => {
    const file = files.write('broken.yaml', `users: [{token: "${SECRET}\n`);
    const { code, err } = await get({}, '--kubeconfig', file);
    expect((await get({ DS_DEBUG: '1' }, '--kubeconfig', file)).err).not.toContain(SECRET);
    expect([code, err]).toEqual([3, expect.stringMatching(/^The kubeconfig .*broken\.yaml cannot be read \(line \d\)\. Correct it, or name another with --kubeconfig\.\n$/)]);
    expect(err).not.toContain(SECRET);
  });

  test('of a cluster that is not there', async () => {
    const { code, err } = await get({ KUBECONFIG: kubeconfig('gone', 'http://someone:pass@127.0.0.1:1/') });
    expect(code).toBe(3);
    expect(err).toBe('The cluster at http://127.0.0.1:1 cannot be reached: the connection is refused. Is it running, and is it the one you mean (--context, --kubeconfig)?\n');
  });
});
