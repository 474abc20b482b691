import type { V1NetworkPolicy } from '@kubernetes/client-node';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { binaries } from '../../../sandbox/binaries';
import { withTemporaryFolder } from '../../../sandbox/images/cache';
import { run } from '../../../sandbox/run';

/** A pod, or an address outside the cluster. */
export interface Peer {
  readonly ip: string;
  /** @default - outside the cluster */
  readonly pod?: { readonly namespace: string; readonly namespaceLabels: Record<string, string>; readonly labels: Record<string, string> };
}

/** A connection that one peer would open to another. */
export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: number;
  readonly protocol: string;
  /** Name of the port in the pod that is called. */
  readonly portName?: string;
}

/** How the evaluator ends what it says of one connection. */
const VERDICT = /^\| *IS ALLOWED\? *\| *(TRUE|FALSE) *\|/gm;

/**
 * Whether the policies let each connection through, in the order of the connections. Cyclonus decides, from its own reading of
 * what a NetworkPolicy means; nothing of it needs a cluster.
 * @see https://github.com/mattfenwick/cyclonus
 */
export async function evaluate(policies: readonly V1NetworkPolicy[], connections: readonly Connection[]): Promise<boolean[]> {
  return withTemporaryFolder(async (folder) => {
    const [policyFile, trafficFile] = ['policies.json', 'traffic.json'].map((name) => path.join(folder, name)) as [string, string];
    await fs.writeFile(policyFile, JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList', items: policies }));
    await fs.writeFile(trafficFile, JSON.stringify(connections.map(traffic)));
    const program = path.join(await binaries('cyclonus'), 'cyclonus');
    const said = await run(program, ['analyze', '--mode', 'query-traffic', '--policy-path', policyFile, '--traffic-path', trafficFile]);
    const verdicts = [...said.matchAll(VERDICT)].map(([, verdict]) => verdict === 'TRUE');
    if (verdicts.length !== connections.length) throw new Error(`Cyclonus has answered ${verdicts.length} of ${connections.length} questions:\n${said.slice(0, 2000)}`);
    return verdicts;
  });
}

function traffic({ from, to, port, protocol, portName }: Connection): object {
  return { Source: trafficPeer(from), Destination: trafficPeer(to), ResolvedPort: port, ResolvedPortName: portName ?? '', Protocol: protocol };
}

function trafficPeer({ ip, pod }: Peer): object {
  if (pod === undefined) return { IP: ip };
  return { IP: ip, Internal: { PodLabels: pod.labels, NamespaceLabels: pod.namespaceLabels, Namespace: pod.namespace } };
}
