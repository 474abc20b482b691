import { Sandbox } from '../../../sandbox/sandbox';
import { cells, documented, exampleObjects, groups, policiesOf, ports, written } from '../support/network-model';
import { NetworkPods } from '../support/network-pods';

const objects = exampleObjects();
/** Nothing here speaks SCTP. */
const asked = ports().filter(({ protocol }) => protocol !== 'SCTP');
/** Those who can be started: addresses outside of the cluster cannot. */
const inside = groups(objects).filter(({ peers }) => peers.every(({ pod }) => pod !== undefined));
const model = cells(inside, asked);
const connections = model.flatMap((cell) => cell.connections);

/** What the page says of those who are here. */
function expected(): Record<string, string> {
  const names = inside.map(({ name }) => name);
  return Object.fromEntries(Object.entries(documented()).filter(([pair]) => pair.split(' → ').every((name) => names.includes(name))));
}

let sandbox: Sandbox | undefined;
let pods: NetworkPods;

beforeAll(async () => {
  sandbox = await Sandbox.up({ name: `traffic-${process.pid}`, node: 'real', engines: [], images: ['python'], networkPolicies: true });
  const up = sandbox;
  const peers = inside.flatMap((group) => group.peers);
  const namespaces = [...new Map(peers.map(({ pod }) => [pod?.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: pod?.namespace, labels: pod?.namespaceLabels } }])).values()];
  await apply(namespaces);
  pods = await NetworkPods.start(up, peers, asked);
}, 300_000);

afterAll(() => sandbox?.down(), 60_000);

function apply(items: readonly object[]): Promise<string> {
  if (sandbox === undefined) throw new Error('The sandbox is not up.');
  return sandbox.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

/** What the connections tell, as the page writes it; read again for a while until it is as wanted, since a node learns of pods and policies with a delay. */
async function settled(wanted: Record<string, string>): Promise<Record<string, string>> {
  const end = Date.now() + 90_000;
  for (;;) {
    const verdicts = await pods.reach(connections);
    try {
      const found = written(model, verdicts, asked);
      if (Date.now() > end || Object.entries(wanted).every(([pair, text]) => found[pair] === text)) return found;
    } catch (error) {
      // Some pods of a group, but not all, are as they will be.
      if (Date.now() > end) throw error;
    }
  }
}

test('without policies, everybody reaches everybody: what is closed later is closed by a policy', async () => {
  expect(connections.length).toBeGreaterThan(5000);
  const everything = Object.fromEntries(Object.keys(expected()).map((pair) => [pair, 'all']));
  expect(await settled(everything)).toEqual(everything);
}, 180_000);

test('with them, real connections are opened exactly where docs/network.md says', async () => {
  await apply(policiesOf(objects));
  expect(await settled(expected())).toEqual(expected());
}, 180_000);
