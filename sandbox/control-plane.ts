import * as fs from 'node:fs/promises';
import * as https from 'node:https';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Credentials } from './credentials';
import type { Kubectl } from './kubectl';
import type { Place } from './place';
import { waitFor } from './wait';

export const POD_RANGE = '10.244.0.0/16';
export const SERVICE_RANGE = '10.96.0.0/16';

/** Where the control plane listens. */
export interface Endpoints {
  /** The address that others reach kube-apiserver at. */
  readonly address: string;
  readonly serverPort: number;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
}

export interface ControlPlane {
  readonly place: Place;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  /** The sandbox's state folder. */
  readonly folder: string;
  /** Folders of the executables: kube-apiserver may be of another version than the rest. */
  readonly programs: { readonly etcd: string; readonly server: string; readonly controllers: string };
  /** Whether controllers and a scheduler run; without them it is an API and no more. */
  readonly controllers: boolean;
}

export function serverAddress({ address, serverPort }: Endpoints): string {
  return `https://${address}:${serverPort}`;
}

export async function loopbackEndpoints(): Promise<Endpoints> {
  const [serverPort = 0, etcdPort = 0, etcdPeerPort = 0] = await freePorts(3);
  return { address: '127.0.0.1', serverPort, etcdPort, etcdPeerPort };
}

/** Ports of this machine that nobody listens on. They are held together, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** Starts etcd and kube-apiserver and waits until requests are served. */
export async function startServer(plane: ControlPlane): Promise<void> {
  await startEtcd(plane);
  const { place, endpoints, programs } = plane;
  const program = path.join(programs.server, 'kube-apiserver');
  await place.start({ name: 'kube-apiserver', program, args: serverArguments(plane) });
  const ready = () => answers(`${serverAddress(endpoints)}/readyz`, plane.credentials.authority);
  await waitFor('kube-apiserver to be ready', ready, { daemon: { place, name: 'kube-apiserver' } });
}

async function startEtcd({ place, endpoints, programs, folder }: ControlPlane): Promise<void> {
  const client = `http://127.0.0.1:${endpoints.etcdPort}`;
  const peer = `http://127.0.0.1:${endpoints.etcdPeerPort}`;
  const args = [
    `--data-dir=${path.join(folder, 'etcd')}`,
    // What is lost when the machine dies is thrown away at the next start anyway.
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
  await place.start({ name: 'etcd', program: path.join(programs.etcd, 'etcd'), args });
}

function serverArguments(plane: ControlPlane): string[] {
  const { endpoints, credentials } = plane;
  const loopback = endpoints.address === '127.0.0.1';
  return [
    `--etcd-servers=http://127.0.0.1:${endpoints.etcdPort}`,
    `--bind-address=${loopback ? '127.0.0.1' : '0.0.0.0'}`,
    `--advertise-address=${endpoints.address}`,
    // The service `kubernetes` cannot lead to a loopback address.
    ...(loopback ? ['--endpoint-reconciler-type=none'] : []),
    `--secure-port=${endpoints.serverPort}`,
    `--tls-cert-file=${credentials.server.certificate}`,
    `--tls-private-key-file=${credentials.server.key}`,
    `--client-ca-file=${credentials.authority}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${credentials.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountPrivateKey}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    // Nobody makes service accounts for namespaces then, and pods would be refused for want of them.
    ...(plane.controllers ? [] : ['--disable-admission-plugins=ServiceAccount']),
    '--allow-privileged=true',
    '--profiling=false',
    `--kubelet-client-certificate=${credentials.kubeletClient.certificate}`,
    `--kubelet-client-key=${credentials.kubeletClient.key}`,
    '--kubelet-preferred-address-types=InternalIP',
    ...aggregationArguments(credentials),
  ];
}

/** What an aggregated API server, such as Kueue's for visibility, needs to believe who asks. */
function aggregationArguments({ frontProxy, frontProxyAuthority }: Credentials): string[] {
  return [
    `--requestheader-client-ca-file=${frontProxyAuthority}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${frontProxy.certificate}`,
    `--proxy-client-key-file=${frontProxy.key}`,
  ];
}

/**
 * Starts kube-controller-manager and kube-scheduler, with limits so high that no measurement waits for them.
 * Waits for the first service account: without it pods are refused, and it shows that controllers are at work.
 */
export async function startControllers(plane: ControlPlane, kubectl: Kubectl): Promise<void> {
  const { place, programs } = plane;
  const manager = 'kube-controller-manager';
  await place.start({ name: manager, program: path.join(programs.controllers, manager), args: managerArguments(plane) });
  const config = path.join(plane.folder, 'kube-scheduler.json');
  await fs.writeFile(config, JSON.stringify(schedulerConfiguration(plane.credentials)));
  const args = [`--config=${config}`, '--secure-port=0'];
  await place.start({ name: 'kube-scheduler', program: path.join(programs.controllers, 'kube-scheduler'), args });
  const find = ['get', 'serviceaccounts', 'default', '--ignore-not-found', '-o', 'name'];
  await waitFor('the first service account', async () => (await kubectl(find)) !== '', { daemon: { place, name: manager } });
}

function managerArguments({ credentials }: ControlPlane): string[] {
  const concurrent = ['job', 'endpoint', 'service-endpoint', 'serviceaccount-token', 'ttl-after-finished'];
  return [
    `--kubeconfig=${credentials.kubeconfigs['controller-manager']}`,
    '--secure-port=0',
    '--leader-elect=false',
    `--service-account-private-key-file=${credentials.serviceAccountPrivateKey}`,
    `--root-ca-file=${credentials.authority}`,
    '--use-service-account-credentials',
    '--allocate-node-cidrs=false',
    `--cluster-cidr=${POD_RANGE}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    ...concurrent.map((what) => `--concurrent-${what}-syncs=20`),
  ];
}

function schedulerConfiguration(credentials: Credentials) {
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: { kubeconfig: credentials.kubeconfigs.scheduler, qps: 500, burst: 1000 },
    leaderElection: { leaderElect: false },
  };
}

/** Whether a GET is answered with 200. */
async function answers(url: string, authorityFile: string): Promise<boolean> {
  const ca = await fs.readFile(authorityFile);
  return new Promise((resolve) => {
    const request = https.get(url, { ca, timeout: 2000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
