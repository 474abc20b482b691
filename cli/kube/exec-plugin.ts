import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { type JsonMap, mapOf, textOf } from '../json';
import type { ExecPlugin, KubeCluster } from './config';
import { bytesOf } from './material';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a credential plugin gives. */
export interface PluginCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
}

const GROUP = 'client.authentication.k8s.io';
const VERSIONS = [`${GROUP}/v1`, `${GROUP}/v1beta1`];
const MODES = ['Never', 'IfAvailable', 'Always'];

/** Runs a credential plugin, and again when what it gave has expired. */
export class PluginRunner {
  private running: Promise<PluginCredentials> | undefined;
  private expires = Number.POSITIVE_INFINITY;

  constructor(
    private readonly plugin: ExecPlugin,
    private readonly cluster: KubeCluster,
    private readonly env: Environment,
    private readonly hasTerminal: () => boolean = () => process.stdin.isTTY,
  ) {}

  /** Requests at the same time share one run. @throws CommandError that says what is wrong with the plugin, and never what it gave */
  credentials(): Promise<PluginCredentials> {
    if (this.running === undefined || Date.now() >= this.expires) {
      this.expires = Number.POSITIVE_INFINITY;
      this.running = this.run();
      this.running.catch(() => this.forget());
    }
    return this.running;
  }

  /** For when the cluster does not take what the plugin gave. */
  forget(): void {
    this.running = undefined;
  }

  private async run(): Promise<PluginCredentials> {
    const { apiVersion, interactiveMode, command } = this.plugin;
    if (command === '') throw wrong('names no command. Add user.exec.command.');
    if (!VERSIONS.includes(apiVersion)) throw wrong(`speaks a version that is not supported (given ${JSON.stringify(apiVersion)}). Allowed: ${VERSIONS.join(', ')}. Get a newer plugin, and correct user.exec.apiVersion.`);
    if (!MODES.includes(interactiveMode)) throw wrong(`has an unknown interactiveMode (given ${JSON.stringify(interactiveMode)}). Allowed: ${MODES.join(', ')}. Correct it.`);
    const interactive = interactiveMode !== 'Never' && this.hasTerminal();
    if (interactiveMode === 'Always' && !interactive) throw wrong('must ask you something, and standard input is no terminal. Run ds in one.');
    const status = statusOf(await this.output(interactive), apiVersion);
    const expires = Date.parse(textOf(status.expirationTimestamp));
    if (!Number.isNaN(expires)) this.expires = expires;
    return credentialsOf(status);
  }

  private output(interactive: boolean): Promise<string> {
    const { command, args, env, installHint } = this.plugin;
    const child = spawn(command, args, {
      env: { ...this.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(this.info(interactive)) },
      // As with kubectl, what it says is for whoever sits there: where to log in, for instance.
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      child.on('error', ({ code }: NodeJS.ErrnoException) => {
        const hint = installHint === '' ? 'Install it, or correct user.exec.command.' : installHint;
        reject(wrong(code === 'ENOENT' ? `${command} is not there. ${hint}` : `${command} cannot be run (${code}). ${hint}`));
      });
      const output = text(child.stdout);
      child.on('close', (code, signal) => (code === 0 ? resolve(output) : reject(wrong(`${command} ended with ${signal ?? `exit code ${code}`}. Log in again, or correct the kubeconfig.`))));
    });
  }

  /** What the plugin is told. @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
  private info(interactive: boolean): object {
    const { plugin, cluster } = this;
    const told = {
      server: cluster.server,
      'tls-server-name': cluster.serverName,
      ...(cluster.insecure && { 'insecure-skip-tls-verify': true }),
      'certificate-authority-data': bytesOf(cluster.authority)?.toString('base64'),
      'proxy-url': cluster.proxy,
      ...(cluster.disableCompression && { 'disable-compression': true }),
      config: cluster.pluginConfig,
    };
    return { kind: 'ExecCredential', apiVersion: plugin.apiVersion, spec: { ...(plugin.provideClusterInfo && { cluster: told }), interactive } };
  }
}

function statusOf(output: string, apiVersion: string): JsonMap {
  let credential: JsonMap;
  try {
    credential = mapOf(JSON.parse(output));
  } catch {
    // The message of the parser would quote what the plugin gave.
    throw wrong('gave something that is no JSON. Log in again, or get a newer plugin.');
  }
  if (credential.kind !== 'ExecCredential') throw wrong('gave no ExecCredential. Log in again, or get a newer plugin.');
  if (credential.apiVersion !== apiVersion) throw wrong(`gave another version than the kubeconfig asks for (given ${JSON.stringify(credential.apiVersion)}). Allowed: ${apiVersion}. Correct user.exec.apiVersion.`);
  return mapOf(credential.status);
}

function credentialsOf(status: JsonMap): PluginCredentials {
  const [token, certificate, key] = [textOf(status.token), textOf(status.clientCertificateData), textOf(status.clientKeyData)];
  if (token === '' && certificate === '' && key === '') throw wrong('gave neither a token nor a certificate. Log in again.');
  if ((certificate === '') !== (key === '')) throw wrong('gave one of certificate and key without the other. Get a newer plugin.');
  return { ...(token !== '' && { token }), ...(certificate !== '' && { certificate, key }) };
}

function wrong(what: string): CommandError {
  return new CommandError(EXIT.cluster, `The credential plugin of the kubeconfig ${what}`);
}
