import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { createRequire } from 'node:module';
import { Duplex, PassThrough } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { connect } from '../../../cli/kube/connect';
import { proxyFor } from '../../../cli/kube/proxy';
import { toYaml } from '../../../lib';
import { certificates } from './certificates';
import { Files } from '../run-ds';
import { Api } from './api';

const files = new Files();
const made = certificates(files.folder);
const api = new Api({ ca: made.authority, cert: made.server.cert, key: made.server.key, requestCert: true, rejectUnauthorized: false });
const plainApi = new Api();
beforeAll(() => Promise.all([api.start(), plainApi.start()]));
afterAll(async () => {
  files.remove();
  await Promise.all([api.stop(), plainApi.stop()]);
});

function kubeconfig(cluster: object, user: object = {}): string {
  const content = { clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }], contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }], 'current-context': 'c' };
  return files.write('config.yaml', toYaml([content as never]));
}

async function ask(cluster: object, user: object = {}, env: Record<string, string> = {}): Promise<unknown> {
  return connect({ kubeconfig: kubeconfig({ server: api.address, ...cluster }, user) }, env).request({ path: '/x' });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the certificate of a cluster', () => {
  test('is held to the authority of the kubeconfig, which stands there or in a file beside it', async () => {
    await ask({ 'certificate-authority-data': base64(made.authority), 'tls-server-name': 'api.test' });
    await ask({ 'certificate-authority': 'ca.crt', 'tls-server-name': 'api.test' });
    await expect(ask({ 'tls-server-name': 'api.test' })).rejects.toThrow(/its certificate or ours is not accepted/);
    await expect(ask({ 'certificate-authority': 'ca.crt' })).rejects.toThrow(/its certificate or ours is not accepted \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
    await ask({ 'insecure-skip-tls-verify': true });
    await expect(ask({ 'certificate-authority': 'ca.crt', 'insecure-skip-tls-verify': true })).rejects.toThrow(/has both a certificate-authority and insecure-skip-tls-verify/);
    await expect(ask({ 'certificate-authority': 'none.crt' })).rejects.toThrow(/none\.crt, which the kubeconfig names, cannot be read \(ENOENT\)/);
  });

  test('and that of the user go with the requests', async () => {
    await ask({ 'certificate-authority': 'ca.crt', 'tls-server-name': 'api.test' }, { 'client-certificate-data': base64(made.client.cert), 'client-key-data': base64(made.client.key) });
    expect((api.seen.at(-1)?.socket as TLSSocket).getPeerCertificate().subject.CN).toBe('ann');
    await expect(ask({ 'insecure-skip-tls-verify': true }, { 'client-certificate-data': base64(made.client.cert) })).rejects.toThrow(/client-certificate without a client-key/);
  });
});

describe('a proxy', () => {
  const trusted = { 'certificate-authority': 'ca.crt', 'tls-server-name': 'api.test' };

  /** A proxy of HTTP that notes what it was asked. */
  async function httpProxy(status = 200): Promise<{ address: string; asked: string[]; stop: () => void }> {
    const asked: string[] = [];
    const server = http.createServer();
    server.on('connect', (request: http.IncomingMessage, socket: Duplex) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const [host, port] = (request.url ?? '').split(':');
      const beyond = net.connect(Number(port), host);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      beyond.pipe(socket).pipe(beyond);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`, asked, stop: () => server.close() };
  }

  test('of HTTP makes a way', async () => {
    const proxy = await httpProxy();
    await ask({ ...trusted, 'proxy-url': `http://ann:p%40ss@${proxy.address}` });
    expect(proxy.asked).toEqual([`127.0.0.1:${api.port} Basic ${base64('ann:p@ss')}`]);
    proxy.stop();
  });

  test('that refuses is named as what refuses', async () => {
    const proxy = await httpProxy(407);
    await expect(ask({ ...trusted, 'proxy-url': `http://ann:secret@${proxy.address}` })).rejects.toThrow('The proxy to the cluster answers 407. Is it the right one (proxy-url of the kubeconfig, HTTPS_PROXY)?');
    await expect(ask({ ...trusted, 'proxy-url': 'ftp://ann:secret@x' })).rejects.toThrow('proxy-url of the kubeconfig is no address of a proxy. Allowed: addresses with http://, https://, socks5://, socks5h://. Correct it.');
    proxy.stop();
  });

  test('of SOCKS makes a way', async () => {
    const asked: string[] = [];
    const server = net.createServer((socket) => {
      const steps = [
        () => socket.write(Buffer.from([5, 2])),
        (bytes: Buffer) => (asked.push(bytes.subarray(2, 5).toString()), socket.write(Buffer.from([1, 0]))),
        (bytes: Buffer) => {
          const beyond = net.connect(bytes.readUInt16BE(bytes.length - 2), [...bytes.subarray(4, 8)].join('.'));
          // In two parts, as it may happen.
          socket.write(Buffer.from([5, 0, 0]));
          setTimeout(() => socket.write(Buffer.from([1, 127, 0, 0, 1, 0, 1])), 5);
          setTimeout(() => beyond.pipe(socket).pipe(beyond), 10);
        },
      ];
      const next = (bytes: Buffer): void => {
        const step = steps.shift();
        if (steps.length === 0) socket.off('data', next).pause();
        step?.(bytes);
      };
      socket.on('data', next).on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await ask({ ...trusted, 'proxy-url': `socks5://ann:pw@127.0.0.1:${(server.address() as net.AddressInfo).port}` });
    expect(asked).toEqual(['ann']);
    server.close();
  });

  test.each([
    ['https://api.test', {}, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://api.test', { https_proxy: 'p:1' }, 'http://p:1/'],
    ['http://api.test', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://localhost:6443', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, api.test' }, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', no_proxy: 'test' }, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.test' }, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.test' }, undefined],
    ['https://test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.test' }, 'http://p:1/'],
    ['https://myapi.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'api.test' }, 'http://p:1/'],
    ['https://api.test:6443', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'api.test:443' }, 'http://p:1/'],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'api.test:443' }, undefined],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '10.0.0.0/8,10.0.0.0/99' }, 'http://p:1/'],
    ['https://[fd00::1]', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'fd00::/8' }, undefined],
    ['https://[fd00::1]', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'fd00::1' }, undefined],
    ['https://api.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  ])('to %s with %j is %s', (server, env, proxy) => {
    expect(proxyFor(new URL(server), undefined, env)?.href).toBe(proxy);
  });

  test('of the kubeconfig wins', () => {
    expect(proxyFor(new URL('https://localhost'), 'http://q:2', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' })?.href).toBe('http://q:2/');
  });
});

describe('a connection to a port of a pod', () => {
  interface Peer {
    readonly protocol: string;
    on(event: 'message', listener: (data: Buffer) => void): void;
    on(event: 'close', listener: () => void): void;
    send(data: Buffer): void;
    ping(): void;
    close(): void;
  }
  interface PeerServer {
    on(event: 'connection', listener: (peer: Peer, request: http.IncomingMessage) => void): void;
    close(): void;
  }
  // What others have written of the protocol; the package is there for the tests that drive a browser.
  const { WebSocketServer } = createRequire(__filename)('ws') as { WebSocketServer: new (options: { server: http.Server; handleProtocols: (offered: Set<string>) => string }) => PeerServer };

  const target = { namespace: 'team', pod: 'a-0', port: 8888 };
  const cluster = (): ReturnType<typeof connect> => connect({ kubeconfig: kubeconfig({ server: plainApi.address }, { token: 'abc' }) }, {});

  /** Both ends of a connection: ours, and that of a browser. */
  function pair(): { ours: Duplex; toUs: PassThrough; received: () => string } {
    const [toUs, fromUs] = [new PassThrough(), new PassThrough()];
    const chunks: Buffer[] = [];
    fromUs.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ours = Duplex.from({ readable: toUs, writable: fromUs });
    ours.on('error', () => undefined);
    return { ours, toUs, received: () => Buffer.concat(chunks).toString('latin1') };
  }

  let peers: PeerServer;
  let behave: (peer: Peer, request: http.IncomingMessage) => void;
  beforeAll(() => {
    peers = new WebSocketServer({ server: plainApi.server, handleProtocols: (offered) => [...offered][0] ?? '' });
    peers.on('connection', (peer, request) => {
      for (const channel of [0, 1]) peer.send(Buffer.from([channel, 8888 & 255, 8888 >> 8]));
      behave(peer, request);
    });
  });
  afterAll(() => peers.close());

  test('carries bytes both ways, whole and in order', async () => {
    let seen: http.IncomingMessage | undefined;
    behave = (peer, request) => {
      seen = request;
      peer.ping();
      peer.on('message', (data) => peer.send(data));
    };
    const { ours, toUs, received } = pair();
    await cluster().forward(target, ours);
    const sent = Array.from({ length: 40 }, (_, index) => String.fromCharCode(65 + (index % 26)).repeat(5000)).join('');
    for (let at = 0; at < sent.length; at += 30_000) toUs.write(Buffer.from(sent.slice(at, at + 30_000), 'latin1'));
    while (received().length < sent.length) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(received()).toBe(sent);
    expect(seen?.url).toBe('/api/v1/namespaces/team/pods/a-0/portforward?ports=8888');
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer abc', 'sec-websocket-protocol': 'v4.channel.k8s.io' });
    ours.destroy();
  });

  test.each<[string, (peer: Peer) => void]>([
    ['the pod ends it', (peer) => peer.close()],
    ['something went wrong with it', (peer) => peer.send(Buffer.from('\x01connection refused'))],
  ])('ends when %s', async (_title, act) => {
    behave = act;
    const { ours } = pair();
    const ended = new Promise((resolve) => ours.once('finish', resolve).once('close', resolve));
    await cluster().forward(target, ours);
    await ended;
    ours.destroy();
  });

  test('ends at the pod when we end it', async () => {
    const closed = new Promise<void>((resolve) => (behave = (peer) => peer.on('close', resolve)));
    const { ours, toUs } = pair();
    await cluster().forward(target, ours);
    toUs.end();
    await closed;
    ours.destroy();
  });

  test('is refused with what the server says', async () => {
    const refusing = http.createServer((_request, response) => response.writeHead(404).end('{"message": "pods \\"a-0\\" not found"}'));
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const lost = connect({ kubeconfig: kubeconfig({ server: `http://127.0.0.1:${(refusing.address() as net.AddressInfo).port}` }) }, {});
    await expect(lost.forward(target, pair().ours)).rejects.toThrow('pods "a-0" not found');
    refusing.close();
  });
});
