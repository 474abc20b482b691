import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { type Json, parseYaml, PlatformError } from '../../lib';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { isMap, type JsonMap, listOf, mapOf, textOf } from '../json';

/** What stands in a kubeconfig as base64, or in a file that it names. */
export interface Material {
  readonly data?: Buffer;
  readonly file?: string;
}

/** A cluster of a kubeconfig. */
export interface KubeCluster {
  readonly server: string;
  readonly authority?: Material;
  readonly insecure: boolean;
  readonly serverName?: string;
  readonly proxy?: string;
  readonly disableCompression: boolean;
  /** What its extension tells credential plugins. */
  readonly pluginConfig?: Json;
}

/** A program that gives credentials. @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  readonly installHint: string;
}

/** As whom requests are made, where that is somebody else than who makes them. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A user of a kubeconfig. */
export interface KubeUser {
  readonly name: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly certificate?: Material;
  readonly key?: Material;
  readonly exec?: ExecPlugin;
  /** Name of a way to log in that is built into old clients. */
  readonly authProvider?: string;
  readonly impersonation: Impersonation;
}

/** A context of a kubeconfig, which is named by what it holds. */
export interface KubeContext {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/** All that kubeconfigs say together, by name. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  readonly users: ReadonlyMap<string, KubeUser>;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly currentContext: string;
}

/** Reads the files and merges them as kubectl does: the first to give a name, or the current context, wins. @throws CommandError that quotes nothing of them */
export function readKubeconfigs(files: readonly string[]): Kubeconfig {
  const parts = files.map((file) => readKubeconfig(file));
  const merged = <Value>(pick: (part: Kubeconfig) => ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => new Map(parts.toReversed().flatMap((part) => [...pick(part)]));
  return {
    clusters: merged(({ clusters }) => clusters),
    users: merged(({ users }) => users),
    contexts: merged(({ contexts }) => contexts),
    currentContext: parts.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
  };
}

function readKubeconfig(file: string): Kubeconfig {
  const content = mapOf(contentOf(file));
  const folder = resolve(file, '..');
  return {
    clusters: named(content, 'clusters', 'cluster', (entry) => readCluster(entry, folder)),
    users: named(content, 'users', 'user', (entry, name) => readUser(entry, name, folder)),
    contexts: named(content, 'contexts', 'context', (entry) => ({ cluster: textOf(entry.cluster), user: textOf(entry.user), namespace: textOf(entry.namespace) })),
    currentContext: textOf(content['current-context']),
  };
}

/** A parser's message quotes the file, and with it tokens and keys: not even DS_DEBUG may show it. */
function contentOf(file: string): Json {
  let place = '';
  try {
    const [content = {}, ...more] = parseYaml(readFileSync(file, 'utf8'), file);
    if (isMap(content) && more.length === 0) return content;
  } catch (error) {
    const line = error instanceof PlatformError ? /^line \d+/.exec(error.errors[0]?.path ?? '') : null;
    place = line === null ? '' : ` (${line[0]})`;
  }
  throw new CommandError(EXIT.cluster, `The kubeconfig ${file} cannot be read${place}. Correct it, or name another with --kubeconfig.`);
}

function named<Value>(content: JsonMap, list: string, key: string, read: (entry: JsonMap, name: string) => Value): ReadonlyMap<string, Value> {
  const entries = listOf(content[list]).map(mapOf);
  return new Map(entries.toReversed().map((entry) => [textOf(entry.name), read(mapOf(entry[key]), textOf(entry.name))]));
}

/** What the extension of a cluster is called that is meant for credential plugins. */
const PLUGIN_EXTENSION = 'client.authentication.k8s.io/exec';

function readCluster(entry: JsonMap, folder: string): KubeCluster {
  const extension = listOf(entry.extensions).map(mapOf).find(({ name }) => name === PLUGIN_EXTENSION)?.extension;
  return {
    server: textOf(entry.server),
    ...optional('authority', material(entry, 'certificate-authority', folder)),
    insecure: entry['insecure-skip-tls-verify'] === true,
    ...optional('serverName', textOf(entry['tls-server-name'])),
    ...optional('proxy', textOf(entry['proxy-url'])),
    disableCompression: entry['disable-compression'] === true,
    ...optional('pluginConfig', extension),
  };
}

function readUser(entry: JsonMap, name: string, folder: string): KubeUser {
  return {
    name,
    ...optional('token', textOf(entry.token)),
    ...optional('tokenFile', inFolder(textOf(entry.tokenFile), folder)),
    ...optional('username', textOf(entry.username)),
    ...optional('password', textOf(entry.password)),
    ...optional('certificate', material(entry, 'client-certificate', folder)),
    ...optional('key', material(entry, 'client-key', folder)),
    ...optional('exec', isMap(entry.exec) ? readPlugin(entry.exec, folder) : undefined),
    ...optional('authProvider', textOf(mapOf(entry['auth-provider']).name)),
    impersonation: readImpersonation(entry),
  };
}

function readPlugin(entry: JsonMap, folder: string): ExecPlugin {
  const command = textOf(entry.command);
  return {
    // A command that is no path is looked for where the shell looks.
    command: command.includes(sep) ? inFolder(command, folder) : command,
    args: listOf(entry.args).map(textOf),
    env: Object.fromEntries(listOf(entry.env).map(mapOf).map(({ name, value }) => [textOf(name), textOf(value)])),
    apiVersion: textOf(entry.apiVersion),
    interactiveMode: textOf(entry.interactiveMode) || 'IfAvailable',
    provideClusterInfo: entry.provideClusterInfo === true,
    installHint: textOf(entry.installHint).trim(),
  };
}

function readImpersonation(entry: JsonMap): Impersonation {
  const extra = Object.entries(mapOf(entry['as-user-extra'])).map(([key, values]) => [key, listOf(values).map(textOf)] as const);
  return { ...optional('user', textOf(entry.as)), ...optional('uid', textOf(entry['as-uid'])), groups: listOf(entry['as-groups']).map(textOf), extra: Object.fromEntries(extra) };
}

/** Data wins over a file, as with kubectl. */
function material(entry: JsonMap, key: string, folder: string): Material | undefined {
  const [data, file] = [textOf(entry[`${key}-data`]), textOf(entry[key])];
  if (data !== '') return { data: Buffer.from(data, 'base64') };
  return file === '' ? undefined : { file: inFolder(file, folder) };
}

/** Paths in a kubeconfig are relative to its folder. */
function inFolder(path: string, folder: string): string {
  return path === '' || isAbsolute(path) ? path : join(folder, path);
}

function optional<Key extends string, Value>(key: Key, value: Value | '' | undefined): { readonly [K in Key]?: Value } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]: Value });
}
