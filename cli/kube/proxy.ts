import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { BlockList, connect, isIP, isIPv4, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a connection shall lead. */
interface Target {
  readonly host: string;
  readonly port: number;
}

/** Longest that a proxy may take to make a way. */
const TIMEOUT = 30_000;

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:'];

/** The proxy for a server: that of the kubeconfig, else what the environment says, as kubectl finds it. @throws CommandError if it is none */
export function proxyFor(server: URL, given: string | undefined, env: Environment): URL | undefined {
  if (given !== undefined) return addressOf(given, 'proxy-url of the kubeconfig');
  if (isExcepted(server, env.NO_PROXY ?? env.no_proxy ?? '')) return undefined;
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const said = env[variable] || env[variable.toLowerCase()] || '';
  return said === '' ? undefined : addressOf(said.includes('://') ? said : `http://${said}`, variable);
}

/** The message does not quote the address, which may hold a password. */
function addressOf(text: string, source: string): URL {
  const proxy = URL.parse(text);
  if (proxy !== null && SCHEMES.includes(proxy.protocol)) return proxy;
  throw new CommandError(EXIT.cluster, `${source} is no address of a proxy. Allowed: addresses with ${SCHEMES.map((scheme) => `${scheme}//`).join(', ')}. Correct it.`);
}

/** Whether a server is reached without the proxy of the environment; this machine itself always is. @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config */
function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const host = plain(hostname);
  if (host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, isIPv4(host) ? 'ipv4' : 'ipv6'))) return true;
  const place = port || (protocol === 'https:' ? '443' : '80');
  return exceptions.split(',').map((word) => word.trim().toLowerCase()).some((word) => word === '*' || (word !== '' && excepts(word, host, place)));
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

function excepts(word: string, host: string, port: string): boolean {
  const [network = '', prefix] = word.split('/');
  if (prefix !== undefined) return isIP(network) === isIP(host) && isIP(host) !== 0 && subnetHas(network, Number(prefix), host);
  const [, name = word, given] = /^(.+?):(\d+)$/.exec(isIP(word) === 6 ? '' : word) ?? [];
  if (given !== undefined && given !== port) return false;
  const bare = plain(name).replace(/^\*?\./, '');
  return host === bare ? bare === plain(name) : isIP(bare) === 0 && host.endsWith(`.${bare}`);
}

function subnetHas(network: string, prefix: number, host: string): boolean {
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  if (!(prefix >= 0 && prefix <= (family === 'ipv4' ? 32 : 128))) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}

/** An address of version 6 without its brackets. */
function plain(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** Gives connections that lead through a proxy. */
export function proxyAgent(proxy: URL, secure: boolean): http.Agent {
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  agent.createConnection = (options, callback) => {
    const target = { host: plain(options.host ?? ''), port: Number(options.port) };
    const made = tunnel(proxy, target).then((socket): Duplex => (secure ? tls.connect({ ...(options as tls.ConnectionOptions), socket }) : socket));
    // The callback wants a stream with an error, too, and looks at none.
    made.then((socket) => callback?.(null, socket), (error: Error) => callback?.(error, undefined as unknown as Duplex));
    return undefined;
  };
  return agent;
}

function tunnel(proxy: URL, target: Target): Promise<Socket> {
  return proxy.protocol.startsWith('socks') ? throughSocks(proxy, target) : throughHttp(proxy, target);
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
async function throughHttp(proxy: URL, { host, port }: Target): Promise<Socket> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { username, password } = credentials(proxy);
  const headers = { Host: place, ...(username !== '' && { 'Proxy-Authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }) };
  const request = (proxy.protocol === 'https:' ? https : http).request({ host: plain(proxy.hostname), port: proxy.port || undefined, method: 'CONNECT', path: place, headers, agent: false, timeout: TIMEOUT });
  request.on('timeout', () => request.destroy(refused('does not answer')));
  request.end();
  const [response, socket] = await Promise.race([once(request, 'connect') as Promise<[http.IncomingMessage, Socket]>, once(request, 'response') as Promise<[http.IncomingMessage, Socket]>]);
  if (response.statusCode === 200 && socket !== undefined) return socket.setTimeout(0);
  request.destroy();
  throw refused(`answers ${response.statusCode}`);
}

/** @see https://www.rfc-editor.org/rfc/rfc1928 and https://www.rfc-editor.org/rfc/rfc1929 */
async function throughSocks(proxy: URL, { host, port }: Target): Promise<Socket> {
  const socket = connect({ host: plain(proxy.hostname), port: Number(proxy.port || 1080) });
  socket.setTimeout(TIMEOUT, () => socket.destroy(refused('does not answer')));
  try {
    await once(socket, 'connect');
    await socksLogin(socket, credentials(proxy));
    const name = isIPv4(host) ? Buffer.from([1, ...host.split('.').map(Number)]) : Buffer.from([3, Buffer.byteLength(host), ...Buffer.from(host)]);
    socket.write(Buffer.from([5, 1, 0, ...name, port >> 8, port & 255]));
    const [, code, , kind] = await take(socket, 4);
    if (code !== 0) throw refused(`refuses with code ${code}`);
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await take(socket, 1))[0] ?? 0);
    await take(socket, length + 2);
    return socket.setTimeout(0);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function socksLogin(socket: Socket, { username, password }: Login): Promise<void> {
  socket.write(Buffer.from(username === '' ? [5, 1, 0] : [5, 2, 0, 2]));
  const [, method] = await take(socket, 2);
  if (method === 0) return;
  if (method !== 2 || username === '') throw refused('wants another way to log in');
  const word = (text: string): number[] => [Buffer.byteLength(text), ...Buffer.from(text)];
  socket.write(Buffer.from([1, ...word(username), ...word(password)]));
  const [, verdict] = await take(socket, 2);
  if (verdict !== 0) throw refused('does not accept the credentials');
}

/** So many bytes of what comes; the rest stays. */
async function take(socket: Socket, length: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < length) {
    // All of it: a stream that holds less than is asked for calls itself readable at once, again and again.
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) await moreOf(socket);
    else bytes = Buffer.concat([bytes, chunk]);
  }
  if (bytes.length > length) socket.unshift(bytes.subarray(length));
  return bytes.subarray(0, length);
}

async function moreOf(socket: Socket): Promise<void> {
  if (socket.readableEnded || socket.destroyed) throw refused('closed the connection');
  const settled = new AbortController();
  const events = ['readable', 'end', 'close'].map((name) => once(socket, name, { signal: settled.signal }));
  await Promise.race(events).finally(() => {
    for (const event of events) event.catch(() => undefined);
    settled.abort();
  });
}

interface Login {
  readonly username: string;
  readonly password: string;
}

function credentials({ username, password }: URL): Login {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function refused(what: string): Error {
  return new CommandError(EXIT.cluster, `The proxy to the cluster ${what}. Is it the right one (proxy-url of the kubeconfig, HTTPS_PROXY)?`);
}
