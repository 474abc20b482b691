import { generateKeyPairSync } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as yaml from 'js-yaml';
import { Authority, type Certificate } from './certificates';

/** The only real node's name. */
export const NODE_NAME = 'node0';

/** The address of the service `kubernetes`: the first of the service range. */
const KUBERNETES_SERVICE = '10.96.0.1';

/** Who speaks to kube-apiserver, as it knows them. */
const CLIENTS = {
  admin: { user: 'admin', groups: ['system:masters'] },
  'controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  scheduler: { user: 'system:kube-scheduler', groups: [] },
  kubelet: { user: `system:node:${NODE_NAME}`, groups: ['system:nodes'] },
  proxy: { user: 'system:kube-proxy', groups: [] },
} as const;

export type Client = keyof typeof CLIENTS;

/** The keys of one sandbox; nothing of it is shared with another. */
export interface Credentials {
  readonly authority: string;
  readonly server: Certificate;
  readonly kubeletClient: Certificate;
  /** With these kube-apiserver proves to an aggregated API server for whom it asks. */
  readonly frontProxyAuthority: string;
  readonly frontProxy: Certificate;
  readonly serviceAccountPublicKey: string;
  readonly serviceAccountPrivateKey: string;
  readonly kubeconfigs: Readonly<Record<Client, string>>;
}

/** @param server where kube-apiserver is reached, such as `https://127.0.0.1:6443` */
export async function createCredentials(folder: string, server: string): Promise<Credentials> {
  const [authority, frontProxyAuthority] = await Promise.all([
    Authority.create(folder, 'ca'),
    Authority.create(folder, 'front-proxy-ca'),
  ]);
  const [serverCertificate, kubeletClient, frontProxy, kubeconfigs] = await Promise.all([
    authority.server('kube-apiserver', serverNames(new URL(server).hostname)),
    authority.client('kubelet-client', 'kube-apiserver', 'system:masters'),
    frontProxyAuthority.client('front-proxy-client', 'front-proxy-client'),
    createKubeconfigs(folder, authority, server),
  ]);
  return {
    authority: authority.certificateFile,
    server: serverCertificate,
    kubeletClient,
    frontProxyAuthority: frontProxyAuthority.certificateFile,
    frontProxy,
    kubeconfigs,
    ...(await createServiceAccountKeys(folder)),
  };
}

/** Where a sandbox keeps the kubeconfig of its administrator. */
export function adminKubeconfig(folder: string): string {
  return path.join(folder, 'admin.kubeconfig');
}

/**
 * Makes a user of the cluster, who can do what is granted to the name or a group of it; returns the path of a kubeconfig.
 * @param name of the user, and of the files in the folder
 */
export async function createUser(folder: string, server: string, name: string, groups: readonly string[]): Promise<string> {
  const authority = Authority.open(folder, 'ca');
  const certificate = await authority.client(`user-${name}`, name, ...groups);
  const file = path.join(folder, `user-${name}.kubeconfig`);
  await fs.writeFile(file, await kubeconfig(server, authority.certificateFile, certificate), { mode: 0o600 });
  return file;
}

function serverNames(address: string): string[] {
  const services = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const addresses = new Set(['127.0.0.1', KUBERNETES_SERVICE, address]);
  return [...['localhost', ...services].map((name) => `DNS:${name}`), ...[...addresses].map((ip) => `IP:${ip}`)];
}

async function createKubeconfigs(folder: string, authority: Authority, server: string): Promise<Record<Client, string>> {
  const written = await Promise.all(
    Object.entries(CLIENTS).map(async ([name, { user, groups }]) => {
      const certificate = await authority.client(name, user, ...groups);
      const file = path.join(folder, `${name}.kubeconfig`);
      await fs.writeFile(file, await kubeconfig(server, authority.certificateFile, certificate), { mode: 0o600 });
      return [name, file];
    }),
  );
  return Object.fromEntries(written) as Record<Client, string>;
}

/** It carries its certificates, so that it can be copied elsewhere. */
async function kubeconfig(server: string, authorityFile: string, client: Certificate): Promise<string> {
  const base64 = async (file: string) => (await fs.readFile(file)).toString('base64');
  const name = 'sandbox';
  return yaml.dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': await base64(authorityFile) } }],
    users: [
      { name, user: { 'client-certificate-data': await base64(client.certificate), 'client-key-data': await base64(client.key) } },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

async function createServiceAccountKeys(folder: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
  });
  const serviceAccountPublicKey = path.join(folder, 'service-accounts.pub');
  const serviceAccountPrivateKey = path.join(folder, 'service-accounts.key');
  await fs.writeFile(serviceAccountPublicKey, publicKey);
  await fs.writeFile(serviceAccountPrivateKey, privateKey, { mode: 0o600 });
  return { serviceAccountPublicKey, serviceAccountPrivateKey };
}
