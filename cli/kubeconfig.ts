import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { KubeConfig, PortForward } from '@kubernetes/client-node';
import { nearest } from '../lib/schema/nearest';
import { Cluster, type Connection } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import type { ClusterOptions } from './io';

type Environment = Readonly<Record<string, string | undefined>>;

/** What every pod with a service account finds. */
const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

const HOW = 'Name one with --kubeconfig or KUBECONFIG, or put it at ~/.kube/config.';

/** The cluster that the options, the environment and the kubeconfig mean. Nothing is sent to it yet. */
export async function connect(options: ClusterOptions, env: Environment): Promise<Cluster> {
  // Loaded only here: commands that need no cluster start three times as fast without it.
  const { KubeConfig: Config, PortForward } = await import('@kubernetes/client-node');
  const config = load(new Config(), () => new Config(), filesFrom(options, env));
  chooseContext(config, options.context);
  return new Cluster({ ...connection(config), forward: forwarder(new PortForward(config)) });
}

/** Files to merge; none if the pod's service account is to be used. */
function filesFrom({ kubeconfig }: ClusterOptions, env: Environment): string[] {
  if (kubeconfig !== undefined) return existing([kubeconfig], kubeconfig);
  if (env.KUBECONFIG) return existing(env.KUBECONFIG.split(delimiter).filter(Boolean), env.KUBECONFIG);
  const standard = join(env.HOME ?? homedir(), '.kube', 'config');
  if (existsSync(standard)) return [standard];
  if (env.KUBERNETES_SERVICE_HOST && existsSync(SERVICE_ACCOUNT_TOKEN)) return [];
  throw new CommandError(EXIT.cluster, `There is no kubeconfig, so no cluster is known. ${HOW}`);
}

/** As kubectl does, files that are not there are passed over. */
function existing(files: readonly string[], given: string): string[] {
  const found = files.filter((file) => existsSync(file));
  if (found.length === 0) throw new CommandError(EXIT.cluster, `There is no kubeconfig at ${given}. ${HOW}`);
  return found;
}

function load(config: KubeConfig, create: () => KubeConfig, files: readonly string[]): KubeConfig {
  if (files.length === 0) config.loadFromCluster();
  for (const file of files) merge(config, read(create(), file));
  return config;
}

function read(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    // The message of a parser quotes the file, and with it tokens and keys: not even DS_DEBUG may show it.
    const { mark } = error as { mark?: { line: number } };
    const place = mark === undefined ? '' : ` (line ${mark.line + 1})`;
    throw new CommandError(EXIT.cluster, `The kubeconfig ${file} cannot be read${place}. Correct it, or name another with --kubeconfig.`);
  }
}

/** As kubectl does, the first to give a name wins. */
function merge(into: KubeConfig, from: KubeConfig): void {
  from.clusters = from.clusters.filter(({ name }) => !into.clusters?.some((known) => known.name === name));
  from.users = from.users.filter(({ name }) => !into.users?.some((known) => known.name === name));
  from.contexts = from.contexts.filter(({ name }) => !into.contexts?.some((known) => known.name === name));
  into.mergeConfig(from, Boolean(into.currentContext));
}

function chooseContext(config: KubeConfig, wanted: string | undefined): void {
  const names = (config.contexts ?? []).map(({ name }) => name).sort();
  const name = wanted ?? config.currentContext;
  if (!name || !names.includes(name)) throw unknownContext(name, names);
  config.setCurrentContext(name);
}

function unknownContext(name: string | undefined, names: readonly string[]): CommandError {
  const allowed = names.length === 0 ? 'none, since the kubeconfig has no context' : names.join(', ');
  const near = name ? nearest(name, names) : [];
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Choose one with --context.';
  return new CommandError(EXIT.cluster, `${name ? `There is no context ${JSON.stringify(name)}` : 'No context is chosen'}. Allowed: ${allowed}. ${fix}`);
}

/** Carries connections as `kubectl port-forward` does; whichever side ends first ends the other. */
function forwarder(client: PortForward): Connection['forward'] {
  return async ({ namespace, pod, port }, socket) => {
    const errors = new PassThrough();
    errors.on('data', (chunk: Buffer) => chunk.length > 0 && socket.destroy(new Error(chunk.toString())));
    const opened = await client.portForward(namespace, pod, [port], socket, errors, socket);
    const webSocket = typeof opened === 'function' ? opened() : opened;
    webSocket?.on('close', () => socket.end());
    socket.on('close', () => webSocket?.close());
  };
}

function connection(config: KubeConfig): Omit<Connection, 'forward'> {
  const context = config.getContextObject(config.currentContext);
  const cluster = config.getCurrentCluster();
  const server = URL.parse(cluster?.server ?? '');
  if (cluster === null || server === null) {
    throw new CommandError(EXIT.cluster, `Context ${JSON.stringify(config.currentContext)} names no cluster with an address. Correct the kubeconfig, or choose another with --context.`);
  }
  // Where nothing is encrypted there is nothing to verify; the client refuses plain HTTP unless told so.
  if (server.protocol === 'http:') config.clusters = config.clusters.map((known) => (known.name === cluster.name ? { ...known, skipTLSVerify: true } : known));
  return {
    server,
    namespace: context?.namespace ?? 'default',
    authorise: async (options) => {
      try {
        await config.applyToHTTPSOptions(options);
      } catch (error) {
        throw new CommandError(EXIT.cluster, `The credentials for context ${config.currentContext} cannot be had${pluginSays(error)}. Log in again, or correct the kubeconfig.`);
      }
    },
  };
}

/** What a credential plugin or the file system says; a parser's message would quote the credentials. */
function pluginSays(error: unknown): string {
  if (!(error instanceof Error) || error instanceof SyntaxError || error.name === 'YAMLException') return '';
  const line = error.message.trim().split('\n')[0];
  return line ? `: ${line}` : '';
}
