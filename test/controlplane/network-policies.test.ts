import type { V1NetworkPolicy } from '@kubernetes/client-node';
import { kubectl } from './support/cluster';
import { cells, type Cell, documented, exampleObjects, groups, policiesOf, ports, written } from './support/network-model';
import { evaluate } from './support/policy-evaluator';

const objects = exampleObjects();
const asked = ports();
const model = cells(groups(objects), asked);
const TENANTS = ['s-news', 's-vision'];

/** The policies with all that the API server adds to them. */
let stored: V1NetworkPolicy[];

/** The table, or some cells of it, under some policies. */
async function table(policies: readonly V1NetworkPolicy[], among = model): Promise<Record<string, string>> {
  return written(among, await evaluate(policies, among.flatMap(({ connections }) => connections)), asked);
}

/** The cells about a namespace: a policy binds the pods of its own alone. */
function about(namespace: string): Cell[] {
  return model.filter(({ connections }) => connections.some(({ from, to }) => from.pod?.namespace === namespace || to.pod?.namespace === namespace));
}

beforeAll(async () => {
  const namespaces = objects.filter(({ kind, metadata }) => kind === 'Namespace' && TENANTS.includes(metadata.name));
  await apply(namespaces);
  stored = (JSON.parse(await apply(policiesOf(objects), '--dry-run=server', '--force-conflicts', '--output=json')) as { items: V1NetworkPolicy[] }).items;
}, 300_000);

afterAll(() => kubectl(['delete', 'namespace', ...TENANTS, '--ignore-not-found', '--timeout=60s']), 90_000);

function apply(items: readonly object[], ...options: string[]): Promise<string> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return kubectl(['apply', '--server-side', '--filename=-', ...options], text, '');
}

test('the API server knows every policy of the example', () => {
  expect(stored.map(nameOf)).toEqual(policiesOf(objects).map((policy) => nameOf(policy)));
  expect(stored).toHaveLength(14);
});

test('every pair of pods and addresses is let through on the ports that docs/network.md tells, and on no other', async () => {
  expect(model.flatMap(({ connections }) => connections).length).toBeGreaterThan(10_000);
  expect(await table(stored)).toEqual(documented());
}, 60_000);

/** What becomes of some cells without a policy: who, to whom, and what the table then says. */
interface Change {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly reads: string;
}

const NEWS = ['news jobs', 'news notebook', 'news others'];
const VISION = ['vision jobs', 'vision others'];
/** Those whom no policy of ours binds. */
const UNBOUND = ['monitoring', 'gateway', 'dns', 'index', 'tracking', 'elsewhere', 'hdfs', 'outside'];

const none = (from: readonly string[], to: string): Change => ({ from, to: [to], reads: '–' });
const all = (from: readonly string[], ...to: string[]): Change => ({ from, to, reads: 'all' });

/** The operator calls the API server, and policies know no more of that than its port. */
const toApiServer = (to: string): Change => ({ from: ['operator'], to: [to], reads: 'TCP 443' });

/** What each policy is there for. */
const WITHOUT: Readonly<Record<string, readonly Change[]>> = {
  'ds-platform/ds-operator': [all(UNBOUND, 'operator'), toApiServer('operator')],
  'ds-platform/ds-operator-egress': [all(['operator'], ...UNBOUND)],
  // The pods of jobs are shut by ds-allow-jobs too, a notebook's by its own, and all pods' ways out by ds-allow-dns.
  's-news/ds-default-deny': [all(UNBOUND, 'news others'), toApiServer('news others')],
  's-news/ds-allow-dns': [none(NEWS, 'dns')],
  's-news/ds-allow-jobs': [none(['news jobs', 'news notebook'], 'news jobs')],
  's-news/ds-allow-jobs-out': [none(['news jobs', 'news notebook'], 'news jobs')],
  's-news/explore-notebook': [{ from: ['gateway'], to: ['news notebook'], reads: '–' }],
  's-news/ds-exit-package-index': [none(NEWS, 'index')],
  's-news/ds-exit-hdfs': [none(NEWS, 'hdfs')],
  's-vision/ds-default-deny': [all(UNBOUND, 'vision others'), toApiServer('vision others')],
  's-vision/ds-allow-dns': [none(VISION, 'dns')],
  's-vision/ds-allow-jobs': [none(['vision jobs'], 'vision jobs')],
  's-vision/ds-allow-jobs-out': [none(['vision jobs'], 'vision jobs')],
  's-vision/ds-exit-tracking': [none(VISION, 'tracking')],
};

test('every policy is there for something', () => {
  expect(Object.keys(WITHOUT).sort()).toEqual(stored.map(nameOf).sort());
});

test.each(Object.entries(WITHOUT))('without %s the table is another one', async (name, changes) => {
  const cellsOfNamespace = about(name.split('/')[0] ?? '');
  const before = documented();
  const policies = stored.filter((policy) => nameOf(policy) !== name);
  const changed = changes.flatMap(({ from, to, reads }) => from.flatMap((source) => to.map((target) => [`${source} → ${target}`, reads])));
  const unchanged = cellsOfNamespace.map(({ from, to }) => [`${from} → ${to}`, before[`${from} → ${to}`]]);
  expect(await table(policies, cellsOfNamespace)).toEqual({ ...Object.fromEntries(unchanged), ...Object.fromEntries(changed) });
}, 60_000);

function nameOf({ metadata }: V1NetworkPolicy): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
