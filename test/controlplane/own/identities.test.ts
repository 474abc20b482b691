import type { TenantSpec } from '../../../lib/tenants/spec';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import type { Identity } from '../../../lib/jobs/common/spec';
import { hyperTune, jupyterNotebook, jvmJob, pythonJob, tensorFlowJob } from '../../builders/jobs';
import { platformWith, sharingCatalog } from '../../builders/tenants';
import { established } from '../support/definitions';
import { crdSets } from '../support/upstream-crds';

const TENANTS: readonly TenantSpec[] = [
  { name: 's-news', owners: ['news-owners'], submitters: ['news-team'], quota: { cpu: { cpu: '64', memory: '256Gi' } }, identities: ['davideis', 'news_index'] },
  { name: 's-vision', owners: ['vision-owners'], submitters: ['vision-team'], quota: { cpu: { cpu: '64', memory: '256Gi' } }, identities: ['maria'] },
];

/** Somebody who may submit jobs by a role of his own, and may use no identity: an automation of the tenant. */
const ROBOT = 'system:serviceaccount:s-news:robot';
const ROBOT_ACCESS = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 's-news' } },
  role('robot', [{ apiGroups: ['ds.bloomberg.com'], resources: ['pythonjobs'], verbs: ['create'] }]),
  bindingOf('robot', { kind: 'ServiceAccount', name: 'robot', namespace: 's-news' }),
  role('robot-user', [{ apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['robot'], verbs: ['impersonate'] }]),
  bindingOf('robot-user', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'news-team' }),
];

function role(name: string, rules: object[]): object {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace: 's-news' }, rules };
}

function bindingOf(name: string, subject: object): object {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name, namespace: 's-news' }, roleRef, subjects: [subject] };
}

describe.each<KubernetesVersion>([...KUBERNETES_VERSIONS])('identities on an API server of Kubernetes %s', (kubernetes) => {
  let server: Sandbox;
  const kubeconfigs: Record<string, string> = {};

  beforeAll(async () => {
    server = await Sandbox.up({ name: `ids-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
    const apply = (yaml: string): Promise<string> => server.kubectl(['apply', '--server-side', '-f', '-'], yaml);
    await apply((await crdSets()[0]?.yaml()) ?? '');
    const [definitions = '', platform = '', tenants = ''] = platformWith(TENANTS, { ...sharingCatalog(false), queueing: undefined });
    await apply(definitions);
    await established(server);
    await apply(platform);
    await apply(tenants);
    await apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: ROBOT_ACCESS }));
    for (const [user, group] of [['scientist', 'news-team'], ['owner', 'news-owners'], ['stranger', 'vision-team']] as const) {
      kubeconfigs[user] = await server.addUser(user, [group]);
    }
  }, 120_000);

  afterAll(() => server.down(), 60_000);

  /** Asks whether a user could create a job. */
  function submit(user: string, job: object, ...options: string[]): Promise<string> {
    return server.kubectl(['--kubeconfig', kubeconfigs[user] ?? '', 'create', '--dry-run=server', '--namespace', 's-news', '-f', '-', ...options], JSON.stringify(job));
  }

  const acting = (...identities: Identity[]): object => pythonJob({ identities }, { name: 'news' });
  const refused = (who: string, given: string): string =>
    `spec.identities: ${who} may not submit jobs that act as this user (given ${given}). Allowed: users that the tenant s-news grants to you. ` +
    'Leave the identity out, or ask the platform team to add it to identities of the tenant.';

  test.each<[string, Identity]>([
    ['{hadoop: {id}}', { hadoop: { id: 'davideis' } }],
    ['id beside an empty hadoop', { hadoop: null, id: 'davideis' }],
    ['id alone', { id: 'news_index' }],
  ])('a submitter and an owner may use those of their tenant, written as %s', async (_spelling, identity) => {
    await submit('scientist', acting(identity));
    await submit('owner', acting(identity));
    await submit('scientist', tensorFlowJob({ identities: [identity] }, { name: 'news' }));
  });

  test.each<[string, Identity]>([
    ['{hadoop: {id}}', { hadoop: { id: 'hdfs' } }],
    ['id beside an empty hadoop', { hadoop: null, id: 'hdfs' }],
    ['id alone', { id: 'hdfs' }],
  ])('another is refused, written as %s', async (_spelling, identity) => {
    await expect(submit('scientist', acting(identity))).rejects.toThrow(refused('scientist', '"hdfs"'));
    await expect(submit('owner', acting(identity))).rejects.toThrow(refused('owner', '"hdfs"'));
    await expect(submit('scientist', tensorFlowJob({ identities: [identity] }, { name: 'news' }))).rejects.toThrow(refused('scientist', '"hdfs"'));
  });

  test('it is so for every kind of job', async () => {
    for (const job of [tensorFlowJob, jvmJob, jupyterNotebook, hyperTune]) {
      await submit('scientist', job({ identities: [{ id: 'davideis' }] }, { name: 'news' }));
      await expect(submit('scientist', job({ identities: [{ id: 'hdfs' }] }, { name: 'news' }))).rejects.toThrow(refused('scientist', '"hdfs"'));
    }
  });

  test('tokens for a notebook without any are given by those who may use its identities, since they let in', async () => {
    const give = (notebook: string): Promise<string> =>
      server.kubectl(['--kubeconfig', kubeconfigs.scientist ?? '', 'patch', 'jupyternotebooks', notebook, '--namespace', 's-news', '--type=merge', '-p', JSON.stringify({ spec: { tokenHashes: ['0'.repeat(64)] } })]);
    const made = (['davideis', 'hdfs'] as const).map((id) => jupyterNotebook({ identities: [{ id }], tokenHashes: undefined }, { name: id }));
    await server.kubectl(['create', '--namespace', 's-news', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made }));
    await give('davideis');
    await expect(give('hdfs')).rejects.toThrow(refused('scientist', '"hdfs"'));
  });

  test('one of another tenant is refused, also to those who may use it there', async () => {
    await expect(submit('scientist', acting({ id: 'maria' }))).rejects.toThrow(refused('scientist', '"maria"'));
    await expect(submit('stranger', acting({ id: 'maria' }))).rejects.toThrow('User "stranger" cannot create resource "pythonjobs"');
  });

  test('one that is refused is not made good by one that is allowed', async () => {
    await expect(submit('scientist', acting({ id: 'davideis' }, { id: 'hdfs' }))).rejects.toThrow(refused('scientist', '"davideis", "hdfs"'));
  });

  test('who acts as a service account is asked about as such', async () => {
    await submit('scientist', pythonJob({}, { name: 'news' }), '--as', ROBOT);
    await expect(submit('scientist', acting({ id: 'davideis' }), '--as', ROBOT)).rejects.toThrow(refused(ROBOT, '"davideis"'));
    await server.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(role('robot', [
      { apiGroups: ['ds.bloomberg.com'], resources: ['pythonjobs'], verbs: ['create'] },
      { apiGroups: ['ds.bloomberg.com'], resources: ['identities'], resourceNames: ['davideis'], verbs: ['use'] },
    ])));
    await submit('scientist', acting({ id: 'davideis' }), '--as', ROBOT);
    await expect(submit('scientist', acting({ id: 'news_index' }), '--as', ROBOT)).rejects.toThrow(refused(ROBOT, '"news_index"'));
  });

  test('an administrator of the cluster may use all', async () => {
    await server.kubectl(['create', '--dry-run=server', '--namespace', 's-news', '-f', '-'], JSON.stringify(acting({ id: 'hdfs' })));
  });
});
