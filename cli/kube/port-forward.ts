import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ApiError, answerOf } from '../api-error';
import type { PodPort } from '../cluster';
import { requestTo } from './request';
import { clientFrame, FrameReader, handshake, type Message, OPCODE } from './websocket';

/** One byte before each message says to which channel it belongs. @see https://kubernetes.io/docs/reference/using-api/api-concepts/ and kubelet's pkg/kubelet/cri/streaming/portforward/websocket.go */
const PROTOCOL = 'v4.channel.k8s.io';

const DATA = 0;

/** Longest that the API server may take to make the way. */
const TIMEOUT = 30_000;

/** Where requests go, and what makes them acceptable. */
export interface Way {
  readonly server: URL;
  readonly authorise: (options: RequestOptions) => Promise<void>;
}

/**
 * Carries a connection to a port of a pod as `kubectl port-forward` does; whichever side ends first ends the other.
 * @throws ApiError if the server refuses
 */
export async function forwardPort(way: Way, { namespace, pod, port }: PodPort, socket: Duplex): Promise<void> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward?ports=${port}`;
  const { stream, head } = await upgrade(way, path);
  const channels = new Channels(stream, socket);
  const receive = (chunk: Buffer): void => {
    try {
      channels.receive(chunk);
    } catch (error) {
      stream.destroy();
      socket.destroy(error as Error);
    }
  };
  socket.on('data', (chunk: Buffer) => channels.send(chunk));
  socket.on('end', () => channels.close());
  socket.on('close', () => stream.destroy());
  stream.on('data', receive);
  stream.on('error', () => socket.destroy());
  stream.on('close', () => socket.end());
  if (head.length > 0) receive(head);
}

/** The two channels of one port: its data, and what went wrong with it. */
class Channels {
  private readonly reader = new FrameReader();
  /** Channels whose first message has come: that is the number of the port. */
  private readonly begun = new Set<number>();

  constructor(
    private readonly stream: Duplex,
    private readonly socket: Duplex,
  ) {}

  /** No faster than the other side takes it. */
  send(chunk: Buffer): void {
    if (this.stream.write(clientFrame(OPCODE.binary, Buffer.concat([Buffer.from([DATA]), chunk])))) return;
    this.socket.pause();
    this.stream.once('drain', () => this.socket.resume());
  }

  receive(chunk: Buffer): void {
    for (const message of this.reader.push(chunk)) this.take(message);
  }

  close(): void {
    if (this.stream.writable) this.stream.end(clientFrame(OPCODE.close, Buffer.from([0x03, 0xe8])));
  }

  private take({ opcode, payload }: Message): void {
    if (opcode === OPCODE.ping) this.stream.write(clientFrame(OPCODE.pong, payload));
    if (opcode === OPCODE.close) this.close();
    if (opcode !== OPCODE.binary || payload.length === 0) return;
    const channel = payload.readUInt8(0);
    const first = !this.begun.has(channel);
    this.begun.add(channel);
    this.deliver(channel, payload.subarray(first ? 3 : 1));
  }

  private deliver(channel: number, data: Buffer): void {
    if (data.length === 0) return;
    if (channel !== DATA) throw new Error(data.toString('utf8').trim());
    if (this.socket.write(data)) return;
    this.stream.pause();
    this.socket.once('drain', () => this.stream.resume());
  }
}

async function upgrade({ server, authorise }: Way, path: string): Promise<{ stream: Duplex; head: Buffer }> {
  const { key, accept } = handshake();
  const options: RequestOptions = { headers: { 'User-Agent': 'ds' } };
  await authorise(options);
  options.headers = { ...options.headers, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Protocol': PROTOCOL };
  const request = requestTo(server, path, { ...options, timeout: TIMEOUT });
  request.on('timeout', () => request.destroy(new Error('The API server does not answer.')));
  request.end();
  const [response, stream, head] = await Promise.race([once(request, 'upgrade') as Promise<[IncomingMessage, Duplex, Buffer]>, once(request, 'response') as Promise<[IncomingMessage]>]);
  if (stream === undefined || head === undefined) throw new ApiError(response.statusCode ?? 0, answerOf(await text(response)));
  request.setTimeout(0);
  if (response.headers['sec-websocket-accept'] === accept && response.headers['sec-websocket-protocol'] === PROTOCOL) return { stream, head };
  stream.destroy();
  throw new Error('The API server does not speak the protocol for connections to pods.');
}
