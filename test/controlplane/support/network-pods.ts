import type { V1Pod } from '@kubernetes/client-node';
import { imageReference } from '../../../sandbox/images/catalogue';
import type { Sandbox } from '../../../sandbox/sandbox';
import type { Connection, Peer } from './policy-evaluator';

/** A peer of the model as a pod that runs. */
interface LivePeer {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
}

/** Listens on every port of `TCP` and `UDP`, and answers whatever comes with one byte. */
const SERVER = `\
import os, selectors, socket
selector = selectors.DefaultSelector()
for port in os.environ["TCP"].split():
    server = socket.create_server(("", int(port)), backlog=128)
    selector.register(server, selectors.EVENT_READ, "TCP")
for port in os.environ["UDP"].split():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", int(port)))
    selector.register(server, selectors.EVENT_READ, "UDP")
print("listening", flush=True)
while True:
    for key, _ in selector.select():
        if key.data == "TCP":
            connection, _ = key.fileobj.accept()
            connection.sendall(b".")
            connection.close()
        else:
            _, sender = key.fileobj.recvfrom(64)
            key.fileobj.sendto(b".", sender)
`;

/** Reads targets as JSON, tries all at once for some seconds, and prints for each whether an answer came. */
const CLIENT = `\
import json, selectors, socket, sys, time
targets = json.load(sys.stdin)
answered = [False] * len(targets)
selector = selectors.DefaultSelector()
for index, (ip, port, protocol) in enumerate(targets):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "TCP" else socket.SOCK_DGRAM)
    client.setblocking(False)
    client.connect_ex((ip, port))
    if protocol == "UDP":
        try:
            client.send(b".")
        except OSError:
            continue
    selector.register(client, selectors.EVENT_READ, index)
end = time.monotonic() + 4
while selector.get_map() and time.monotonic() < end:
    for key, _ in selector.select(end - time.monotonic()):
        selector.unregister(key.fileobj)
        try:
            answered[key.data] = key.fileobj.recv(1) == b"."
        except OSError:
            pass
print(json.dumps(answered))
`;

/** Pods that stand for the peers of the model in a cluster, and what they can reach. */
export class NetworkPods {
  private readonly live = new Map<Peer, LivePeer>();

  private constructor(private readonly sandbox: Sandbox) {}

  /** Starts a pod for every peer, in a namespace of its own labels, listening on all ports. */
  static async start(sandbox: Sandbox, peers: readonly Peer[], ports: readonly { port: number; protocol: string }[]): Promise<NetworkPods> {
    const pods = new NetworkPods(sandbox);
    const objects = peers.map((peer, index) => podOf(peer, `peer-${index}`, ports));
    await sandbox.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    for (const [index, peer] of peers.entries()) {
      const { namespace = '', name = '' } = objects[index]?.metadata ?? {};
      await sandbox.kubectl(['wait', '--for=condition=Ready', `pod/${name}`, '-n', namespace, '--timeout=120s']);
      pods.live.set(peer, { namespace, name, ip: await sandbox.kubectl(['get', 'pod', name, '-n', namespace, '-o', 'jsonpath={.status.podIP}']) });
    }
    return pods;
  }

  /** Whether each connection can really be opened, in the order of the connections. */
  async reach(connections: readonly Connection[]): Promise<boolean[]> {
    const verdicts = new Map<Connection, boolean>();
    const ask = async (from: Peer): Promise<void> => {
      const own = connections.filter((connection) => connection.from === from);
      const { namespace, name } = this.peer(from);
      const targets = own.map(({ to, port, protocol }) => [this.peer(to).ip, port, protocol]);
      const said = await this.sandbox.kubectl(['exec', '-i', name, '-n', namespace, '--', 'python3', '-c', CLIENT], JSON.stringify(targets));
      (JSON.parse(said) as boolean[]).forEach((verdict, index) => verdicts.set(own[index] as Connection, verdict));
    };
    await Promise.all([...new Set(connections.map(({ from }) => from))].map(ask));
    return connections.map((connection) => verdicts.get(connection) ?? false);
  }

  private peer(peer: Peer): LivePeer {
    const found = this.live.get(peer);
    if (found === undefined) throw new Error(`${peer.ip} of the model has no pod.`);
    return found;
  }
}

/** As restricted as every namespace here wants it. */
function podOf({ pod }: Peer, name: string, ports: readonly { port: number; protocol: string }[]): V1Pod {
  if (pod === undefined) throw new Error(`${name} is outside the cluster, where nothing can be started.`);
  const listen = (wanted: string): string => ports.filter(({ protocol }) => protocol === wanted).map(({ port }) => port).join(' ');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: pod.namespace, labels: pod.labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      containers: [
        {
          name: 'main',
          image: imageReference('python'),
          command: ['python3', '-c', SERVER],
          env: [{ name: 'TCP', value: listen('TCP') }, { name: 'UDP', value: listen('UDP') }],
          // The operator's policy calls its port by name.
          ports: [{ name: 'http', containerPort: 8080 }],
          // Asked until the pod has started, and not again: two dozen Pythons a second would leave no time for anything else.
          startupProbe: { exec: { command: ['python3', '-c', 'import socket; socket.create_connection(("127.0.0.1", 8080), 1)'] }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 120 },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: '10m', memory: '16Mi' } },
        },
      ],
    },
  };
}
