import type { RequestOptions } from 'node:https';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import type { Impersonation, KubeCluster, KubeUser } from './config';
import { PluginRunner } from './exec-plugin';
import { bytesOf, readNamed } from './material';

type Environment = Readonly<Record<string, string | undefined>>;

/** Who makes the requests: by token, password, certificate or plugin, and as whom. */
export class Credentials {
  private readonly plugin: PluginRunner | undefined;
  private readonly token: (() => string) | undefined;

  /** @throws CommandError if the user cannot be one */
  constructor(
    private readonly user: KubeUser,
    cluster: KubeCluster,
    env: Environment,
  ) {
    checkUser(user);
    this.plugin = user.exec && new PluginRunner(user.exec, cluster, env);
    this.token = user.tokenFile === undefined ? undefined : rotatingToken(user.tokenFile, user.token);
  }

  /** Adds what the API server is told of the user. @throws CommandError if the credentials cannot be had */
  async addTo(options: RequestOptions): Promise<void> {
    const { certificate, key } = this.user;
    if (certificate !== undefined) Object.assign(options, { cert: bytesOf(certificate), key: bytesOf(key) });
    let authorization = this.authorization();
    // As with kubectl, a plugin is asked only where the kubeconfig itself says nothing else.
    if (this.plugin !== undefined && authorization === undefined) {
      const given = await this.plugin.credentials();
      if (given.certificate !== undefined) Object.assign(options, { cert: given.certificate, key: given.key });
      authorization = given.token && `Bearer ${given.token}`;
    }
    options.headers = { ...options.headers, ...(authorization && { Authorization: authorization }), ...impersonationHeaders(this.user.impersonation) };
  }

  /** The cluster does not take the credentials. @returns whether there may be others */
  refused(): boolean {
    this.plugin?.forget();
    return this.plugin !== undefined;
  }

  private authorization(): string | undefined {
    const { token, username = '', password = '' } = this.user;
    const bearer = this.token?.() ?? token;
    if (bearer !== undefined) return `Bearer ${bearer}`;
    return username + password === '' ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
}

/** A kubelet replaces such a file before the token expires. */
const TOKEN_MILLISECONDS = 60_000;

/** The token of a file, read anew each minute. Where the file cannot be read, the one that the kubeconfig holds. */
function rotatingToken(file: string, other: string | undefined): () => string {
  let token = '';
  let read = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - read <= TOKEN_MILLISECONDS) return token;
    try {
      token = readNamed(file).toString('utf8').trim();
      read = performance.now();
    } catch (error) {
      token ||= other ?? '';
      if (token === '') throw error;
    }
    return token;
  };
}

/** Ways to log in that were built into kubectl and are no more. */
const REMOVED: Readonly<Record<string, string>> = { gcp: 'gke-gcloud-auth-plugin', azure: 'kubelogin', oidc: 'kubelogin (oidc-login)' };

function checkUser(user: KubeUser): void {
  const { name, authProvider, impersonation, certificate, key } = user;
  const problems: string[] = [];
  if (authProvider !== undefined) {
    const instead = REMOVED[authProvider] === undefined ? 'a credential plugin' : `the credential plugin ${REMOVED[authProvider]}`;
    problems.push(`has an auth-provider, which is not supported (given ${JSON.stringify(authProvider)}). Use ${instead} under user.exec.`);
  }
  if (user.token !== undefined && (user.username !== undefined || user.password !== undefined)) problems.push('has both a token and a password. Allowed: one of them. Remove the other.');
  if (certificate !== undefined && key === undefined) problems.push('has a client-certificate without a client-key. Add the key.');
  if (impersonation.user === undefined && isMore(impersonation)) {
    problems.push('is to act with groups, a UID or extra values of nobody. Say of whom with --as, or with as in the kubeconfig.');
  }
  if (problems.length > 0) throw new CommandError(EXIT.cluster, problems.map((problem) => `User ${JSON.stringify(name)} of the kubeconfig ${problem}`).join('\n'));
}

/** Whether more is said than as which user. */
function isMore({ uid, groups, extra }: Impersonation): boolean {
  return uid !== undefined || groups.length > 0 || Object.keys(extra).length > 0;
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Record<string, string | string[]> {
  if (user === undefined) return {};
  const others = Object.entries(extra).map(([key, values]) => [`Impersonate-Extra-${escaped(key)}`, values.map(headerText)] as const);
  return {
    'Impersonate-User': headerText(user),
    ...(uid !== undefined && { 'Impersonate-Uid': headerText(uid) }),
    ...(groups.length > 0 && { 'Impersonate-Group': groups.map(headerText) }),
    ...Object.fromEntries(others),
  };
}

/** Headers are bytes; Node.js takes a character for each. */
function headerText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What may not stand in the name of a header is percent-encoded, and so is the percent sign. */
function escaped(key: string): string {
  return [...Buffer.from(key, 'utf8')].map((byte) => (/[!#$&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}
