import { once } from 'node:events';
import * as fs from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { parseYaml } from '../../../lib';
import type { Sandbox } from '../../../sandbox/sandbox';

/** What happened to an object. */
export interface ObjectChange<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** A watch that is under way. */
export interface ObjectWatch {
  stop(): void;
  /** What broke the watch, if anything did: from then on changes are missed. */
  readonly broken: Error | undefined;
}

/** Where a watch begins. */
export interface WatchStart {
  /** Version after which changes are told. @default - all that is there comes first, as added */
  readonly after?: string;
}

/** Longer than any test. */
const SECONDS = 3600;

/**
 * Tells every change of the objects at a path of the API, each in its order and none twice; what is there already comes first, as added.
 * It does not begin again when the server ends it: who counts must not miss anything.
 * @param path for example `/api/v1/namespaces/s-simulated/pods`
 */
export async function watchObjects<T>(sandbox: Pick<Sandbox, 'kubeconfig'>, path: string, tell: (change: ObjectChange<T>) => void, { after }: WatchStart = {}): Promise<ObjectWatch> {
  const { server, ...credentials } = readKubeconfig(sandbox.kubeconfig);
  const sent = request(`${server}${path}?watch=true&timeoutSeconds=${SECONDS}${after === undefined ? '' : `&resourceVersion=${after}`}`, credentials);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The watch of ${path} was answered with ${response.statusCode}.`);
  let broken: Error | undefined;
  let stopped = false;
  const fail = (error: Error): void => {
    if (!stopped) broken ??= error;
  };
  const lines = createInterface(response.setEncoding('utf8'));
  lines.on('line', (line) => {
    const change = JSON.parse(line) as ObjectChange<T>;
    if ((change.type as string) === 'ERROR') fail(new Error(`The watch of ${path} failed: ${line}`));
    else tell(change);
  });
  for (const source of [sent, response, lines]) source.on('error', fail);
  lines.on('close', () => fail(new Error(`The watch of ${path} ended.`)));
  const stop = (): void => {
    stopped = true;
    sent.destroy();
  };
  return { stop, get broken() { return broken; } };
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }[];
}

/** Jest cannot load the client library, and the sandbox's kubeconfig is always of one form. */
function readKubeconfig(file: string): { server: string; ca: Buffer; cert: Buffer; key: Buffer } {
  const [{ clusters, users } = { clusters: [], users: [] }] = parseYaml(fs.readFileSync(file, 'utf8'), file) as unknown as Kubeconfig[];
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined) throw new Error(`${file} names no cluster and user.`);
  const decode = (data: string) => Buffer.from(data, 'base64');
  return { server: cluster.server, ca: decode(cluster['certificate-authority-data']), cert: decode(user['client-certificate-data']), key: decode(user['client-key-data']) };
}
