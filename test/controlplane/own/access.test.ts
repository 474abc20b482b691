import { parseYaml } from '../../../lib';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { binaries } from '../../../sandbox/binaries';
import { Sandbox } from '../../../sandbox/sandbox';
import { pythonJob } from '../../builders/jobs';
import { platformWith, sharingCatalog } from '../../builders/tenants';
import { blocks, shownCommands, typeIn } from '../../support/console';
import { type AccessRow, accessTable, cell, VERBS } from '../support/access-table';
import { ApiClient } from '../support/api-client';
import { established } from '../support/definitions';
import { crdSets } from '../support/upstream-crds';

/** The people of the page, by their groups alone. */
const PEOPLE = { viewer: ['news-viewers'], submitter: ['news-team'], owner: ['news-owners'], stranger: ['vision-owners'] };

type Person = keyof typeof PEOPLE;

const PERSONS = Object.keys(PEOPLE) as Person[];

const inNamespace = accessTable('resource');
const inCluster = accessTable('resource of the cluster');
const ofTheQueue = accessTable('the queue');
const ofThePlatform = accessTable('in ds-platform');

let server: Sandbox;
const kubeconfigs = {} as Record<Person, string>;
const clients = {} as Record<Person, ApiClient>;

beforeAll(async () => {
  server = await Sandbox.up({ name: `access-${process.pid}`, node: 'none', engines: [], simulatedNodes: 0 });
  const apply = (yaml: string) => server.kubectl(['apply', '--server-side', '-f', '-'], yaml);
  const [crds] = crdSets();
  await apply((await crds?.yaml()) ?? '');
  const tenants = parseYaml(blocks('docs/tenants.md', 'yaml')[0] ?? '', 'docs/tenants.md') as unknown as TenantSpec[];
  const [definitions = '', platform = '', chart = ''] = platformWith(tenants, { ...sharingCatalog(false), queueing: undefined });
  await apply(definitions);
  await established(server);
  await apply(platform);
  await apply(chart);
  for (const person of PERSONS) {
    kubeconfigs[person] = await server.addUser(person, PEOPLE[person]);
    clients[person] = new ApiClient(kubeconfigs[person]);
  }
}, 300_000);

afterAll(async () => {
  for (const client of Object.values(clients)) client.close();
  await server.down();
}, 60_000);

/** Verbs that the API server allows a person, who asks for himself. */
async function allowed(person: Person, { resource }: AccessRow, namespace: string): Promise<string> {
  const answers = await Promise.all(
    VERBS.map(async (verb) => {
      const attributes = { verb, namespace, ...resource };
      const review = await clients[person].review<{ status: { allowed: boolean } }>('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: attributes },
      });
      return review.status.allowed ? [verb] : [];
    }),
  );
  return cell(answers.flat());
}

/** What each row allows each person, as the page would write it. */
async function asked(rows: readonly AccessRow[], namespace: string): Promise<Record<string, Record<string, string>>> {
  const written: Record<string, Record<string, string>> = {};
  for (const row of rows) {
    const cells = await Promise.all(PERSONS.map(async (person) => [person, await allowed(person, row, namespace)]));
    written[row.title] = Object.fromEntries(cells);
  }
  return written;
}

const documented = (rows: readonly AccessRow[]): Record<string, unknown> => Object.fromEntries(rows.map(({ title, allowed: verbs }) => [title, verbs]));
const nobody = (rows: readonly AccessRow[]): Record<string, unknown> => Object.fromEntries(rows.map(({ title }) => [title, Object.fromEntries(PERSONS.map((person) => [person, '–']))]));

test(`in the tenant's namespace everybody may do what the page says, and nothing else: ${inNamespace.length * VERBS.length} actions of ${PERSONS.length} people`, async () => {
  expect(inNamespace.length * VERBS.length).toBeGreaterThan(500);
  expect(await asked(inNamespace, 's-news')).toEqual(documented(inNamespace));
}, 120_000);

test('in the cluster everybody may do what the page says, and nothing else', async () => {
  const expected = inCluster.map(({ title, allowed: { everybody } }) => [title, Object.fromEntries(PERSONS.map((person) => [person, everybody]))]);
  expect(await asked(inCluster, '')).toEqual(Object.fromEntries(expected));
}, 120_000);

test('everybody sees the quota of the own queue, and of no other', async () => {
  expect(await asked(ofTheQueue, '')).toEqual(documented(ofTheQueue));
}, 120_000);

test('everybody of a tenant reads the catalog, and nothing else beside it', async () => {
  expect(await asked(ofThePlatform, 'ds-platform')).toEqual(documented(ofThePlatform));
  const stranger = new ApiClient(await server.addUser('outsider', ['somebody-else']));
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', namespace: 'ds-platform', resource: 'configmaps', name: 'ds-catalog' } } };
  expect(await stranger.review('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review)).toMatchObject({ status: { allowed: false } });
  stranger.close();
}, 120_000);

test.each(['ds-platform', 'kube-system'])('in the namespace %s nobody may do anything', async (namespace) => {
  expect(await asked(inNamespace, namespace)).toEqual(nobody(inNamespace));
}, 120_000);

test('in the namespace of another tenant only its own owner may do anything', async () => {
  const elsewhere = await asked(inNamespace, 's-vision');
  const own = (title: string): string => (title === 'identities.ds.bloomberg.com davideis' ? '–' : (inNamespace.find((row) => row.title === title)?.allowed.owner ?? ''));
  const expected = inNamespace.map(({ title }) => [title, { viewer: '–', submitter: '–', owner: '–', stranger: own(title) }]);
  expect(elsewhere).toEqual(Object.fromEntries(expected));
}, 120_000);

test('kubectl auth can-i gives each person the same answers', async () => {
  // Of a resource that no server serves kubectl does not know the group; it asks for another one then.
  const served = (await server.kubectl(['api-resources', '--verbs=get', '-o', 'name'])).split('\n');
  const sample = inNamespace.filter(({ resource: { group, resource } }, index) => index % 4 === 0 && served.includes(group === '' ? resource : `${resource}.${group}`));
  expect(sample.length).toBeGreaterThan(4);
  for (const [index, { title, resource, allowed: cells }] of sample.entries()) {
    const person = PERSONS[index % PERSONS.length] as Person;
    const verbs = cells[person] ?? '';
    const kind = resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
    const options = resource.subresource === '' ? [] : [`--subresource=${resource.subresource}`];
    for (const verb of ['get', 'create', 'delete'] as const) {
      const answer = await canI(person, [verb, kind, ...options]);
      expect([title, person, verb, answer]).toEqual([title, person, verb, verbs.split(' ').includes(verb) ? 'yes' : 'no']);
    }
  }
}, 120_000);

/** What `kubectl auth can-i` prints; it ends with an error where the answer is no, and warns of resources that no server knows. */
async function canI(person: Person, args: readonly string[]): Promise<string> {
  const said = await as(person, ['auth', 'can-i', ...args]).catch((error: Error) => error.message);
  return said.split('\n').find((line) => /^(yes|no)\b/.test(line))?.slice(0, 3).trim() ?? said;
}

function as(person: Person, args: readonly string[], input?: string): Promise<string> {
  return server.kubectl(['--kubeconfig', kubeconfigs[person], '--namespace', 's-news', ...args], input);
}

describe('what people do', () => {
  const job = (name: string, priority?: string): string => JSON.stringify(pythonJob({ priority }, { name }));

  test('a submitter submits, suspends and deletes a job; a viewer sees it, a stranger does not', async () => {
    await as('submitter', ['create', '-f', '-'], job('news'));
    await as('submitter', ['patch', 'pythonjob', 'news', '--type=merge', '-p', '{"spec":{"suspend":true}}']);
    expect(await as('viewer', ['get', 'pythonjobs', '-o', 'name'])).toBe('pythonjob.ds.bloomberg.com/news\n');
    await expect(as('viewer', ['delete', 'pythonjob', 'news'])).rejects.toThrow('pythonjobs.ds.bloomberg.com "news" is forbidden: User "viewer" cannot delete');
    await expect(as('viewer', ['create', '-f', '-'], job('other'))).rejects.toThrow('is forbidden: User "viewer" cannot create');
    await expect(as('stranger', ['get', 'pythonjobs'])).rejects.toThrow('is forbidden: User "stranger" cannot list');
    await as('submitter', ['delete', 'pythonjob', 'news']);
  }, 60_000);

  test('nobody gets around the queue with an object of an engine', async () => {
    const jobSet = JSON.stringify({ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: { name: 'own' }, spec: { replicatedJobs: [] } });
    await expect(as('owner', ['create', '--validate=false', '-f', '-'], jobSet)).rejects.toThrow('cannot create resource "jobsets"');
  }, 60_000);

  test('a job has a priority of its tenant', async () => {
    await as('submitter', ['create', '--dry-run=server', '-f', '-'], job('news', 'low'));
    await as('submitter', ['create', '--dry-run=server', '-f', '-'], job('news'));
    await expect(as('submitter', ['create', '--dry-run=server', '-f', '-'], job('news', 'high'))).rejects.toThrow(
      'spec.priority: not a priority of this namespace (given "high"). Allowed: low, normal. Choose one of them, or ask the platform team to add it to the catalog.',
    );
    const others = ['--kubeconfig', kubeconfigs.stranger, '--namespace', 's-vision', 'create', '--dry-run=server', '-f', '-'];
    await server.kubectl(others, job('news', 'high'));
    await expect(server.kubectl(others, job('news', 'highest'))).rejects.toThrow('spec.priority: not a priority of this namespace (given "highest"). Allowed: high, low, normal.');
  }, 60_000);

  test('every command of docs/tenants.md does what it shows, when an owner types it', async () => {
    const env = { ...process.env, KUBECONFIG: kubeconfigs.owner, PATH: `${await binaries('kubernetes')}:${process.env.PATH}`, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
    const commands = shownCommands('docs/tenants.md');
    const out = typeIn(commands.map(({ command }) => command), { cwd: '/', env, timeout: 60_000 });
    for (const { command, prints } of commands) expect(out).toContain([`$ ${command}`, ...prints].join('\n'));
    expect(out.match(/localqueue\.kueue\.x-k8s\.io\/default patched/g)).toHaveLength(2);
  }, 90_000);
});
