import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { nearest } from '../../lib/schema/nearest';
import { Cluster, type Connection } from '../cluster';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import type { ClusterOptions } from '../io';
import { type Impersonation, type KubeCluster, type Kubeconfig, type KubeUser, readKubeconfigs } from './config';
import { Credentials } from './credentials';
import { bytesOf } from './material';
import { proxyAgent, proxyFor } from './proxy';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Kubernetes mounts what a pod needs to speak to the API server. @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

const HOW = 'Name one with --kubeconfig or KUBECONFIG, or put it at ~/.kube/config.';

/** What a kubeconfig says of the context that is meant. */
interface Chosen {
  readonly context: string;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
  readonly namespace: string;
}

/** The cluster that the options, the environment and the kubeconfig mean. Nothing is sent to it yet. */
export function connect(options: ClusterOptions, env: Environment): Cluster {
  const files = filesFrom(options, env);
  const chosen = files.length === 0 ? ofThePod(env) : choose(readKubeconfigs(files), options.context);
  return new Cluster(connection({ ...chosen, user: { ...chosen.user, impersonation: impersonation(chosen.user, options) } }, env));
}

/** Files to merge; none if the pod's service account is to be used. */
function filesFrom({ kubeconfig }: ClusterOptions, env: Environment): string[] {
  if (kubeconfig !== undefined) return existing([kubeconfig], kubeconfig);
  if (env.KUBECONFIG) return existing(env.KUBECONFIG.split(delimiter).filter(Boolean), env.KUBECONFIG);
  const standard = join(env.HOME ?? homedir(), '.kube', 'config');
  if (existsSync(standard)) return [standard];
  if (env.KUBERNETES_SERVICE_HOST && existsSync(join(accountFolder(env), 'token'))) return [];
  throw new CommandError(EXIT.cluster, `There is no kubeconfig, so no cluster is known. ${HOW}`);
}

/** As kubectl does, files that are not there are passed over. */
function existing(files: readonly string[], given: string): string[] {
  const found = files.filter((file) => existsSync(file));
  if (found.length === 0) throw new CommandError(EXIT.cluster, `There is no kubeconfig at ${given}. ${HOW}`);
  return found;
}

function accountFolder(env: Environment): string {
  return env.SERVICE_ACCOUNT_FOLDER ?? ACCOUNT_FOLDER;
}

/** What a service account is told; the kubelet renews its token. */
function ofThePod(env: Environment): Chosen {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443', KUBERNETES_SERVICE_SCHEME: scheme = 'https' } = env;
  const folder = accountFolder(env);
  const namespace = join(folder, 'namespace');
  return {
    context: 'in the pod',
    cluster: { server: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, authority: { file: join(folder, 'ca.crt') }, insecure: false, disableCompression: false },
    user: { name: 'of the pod', tokenFile: join(folder, 'token'), impersonation: { groups: [], extra: {} } },
    namespace: existsSync(namespace) ? readFileSync(namespace, 'utf8').trim() : '',
  };
}

/** @throws CommandError for a context that is not there, or that names nothing */
function choose(config: Kubeconfig, wanted: string | undefined): Chosen {
  const name = wanted ?? config.currentContext;
  const context = config.contexts.get(name);
  if (name === '' || context === undefined) throw unknownContext(name, [...config.contexts.keys()].sort());
  const cluster = config.clusters.get(context.cluster);
  if (cluster === undefined || cluster.server === '') {
    throw new CommandError(EXIT.cluster, `Context ${JSON.stringify(name)} names no cluster with an address. Correct the kubeconfig, or choose another with --context.`);
  }
  const user = config.users.get(context.user);
  if (user === undefined && context.user !== '') {
    throw new CommandError(EXIT.cluster, `Context ${JSON.stringify(name)} names a user that is not there (given ${JSON.stringify(context.user)}). Correct the kubeconfig, or choose another with --context.`);
  }
  return { context: name, cluster, user: user ?? { name: '', impersonation: { groups: [], extra: {} } }, namespace: context.namespace };
}

function unknownContext(name: string, names: readonly string[]): CommandError {
  const allowed = names.length === 0 ? 'none, since the kubeconfig has no context' : names.join(', ');
  const near = name === '' ? [] : nearest(name, names);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Choose one with --context.';
  return new CommandError(EXIT.cluster, `${name === '' ? 'No context is chosen' : `There is no context ${JSON.stringify(name)}`}. Allowed: ${allowed}. ${fix}`);
}

/** What the command line says wins over the kubeconfig. */
function impersonation({ impersonation: own }: KubeUser, { as, asUid, asGroup }: ClusterOptions): Impersonation {
  return { ...own, ...(as !== undefined && { user: as }), ...(asUid !== undefined && { uid: asUid }), ...(asGroup !== undefined && { groups: asGroup }) };
}

function connection({ context, cluster, user, namespace }: Chosen, env: Environment): Connection {
  const server = addressOf(cluster, user);
  if (server === undefined) throw new CommandError(EXIT.cluster, `Context ${JSON.stringify(context)} names a cluster whose server is no address. Correct the kubeconfig, or choose another with --context.`);
  const trust = server.protocol === 'https:' ? trustOf(cluster) : {};
  const proxy = proxyFor(server, cluster.proxy, env);
  const agent = proxy && proxyAgent(proxy, server.protocol === 'https:');
  const credentials = new Credentials(user, cluster, env);
  const authorise: Connection['authorise'] = async (options) => {
    Object.assign(options, trust, agent && { agent });
    await credentials.addTo(options);
  };
  return {
    server,
    namespace: namespace || 'default',
    authorise,
    refused: () => credentials.refused(),
    forward: async (target, socket) => {
      // Loaded only here: only notebooks are opened.
      const { forwardPort } = await import('./port-forward.js');
      await forwardPort({ server, authorise }, target, socket);
    },
  };
}

/** As kubectl does, an address without a scheme is one of HTTPS where anything is said of certificates. */
function addressOf({ server, authority, insecure }: KubeCluster, { certificate }: KubeUser): URL | undefined {
  const scheme = authority !== undefined || insecure || certificate !== undefined ? 'https' : 'http';
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `${scheme}://${server}`);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

function trustOf({ authority, insecure, serverName }: KubeCluster): { ca?: Buffer; rejectUnauthorized?: boolean; servername?: string } {
  if (insecure && authority !== undefined) {
    throw new CommandError(EXIT.cluster, 'The cluster of the kubeconfig has both a certificate-authority and insecure-skip-tls-verify. Allowed: one of them. Remove insecure-skip-tls-verify.');
  }
  const ca = bytesOf(authority);
  return { ...(ca !== undefined && { ca }), ...(insecure && { rejectUnauthorized: false }), ...(serverName !== undefined && { servername: serverName }) };
}
