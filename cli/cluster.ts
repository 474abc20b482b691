import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Json } from '../lib';
import { answerOf, ApiError } from './api-error';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { requestTo } from './kube/request';

/** How to reach a cluster, and as whom. */
export interface Connection {
  /** Address of the API server. */
  readonly server: URL;
  /** Namespace that is meant where none is given. */
  readonly namespace: string;
  /** Adds credentials and trust to a request. */
  readonly authorise: (options: RequestOptions) => Promise<void>;
  /** Takes note that the cluster did not accept the credentials. @returns whether there may be others */
  readonly refused?: () => boolean;
  /** Carries a connection to a port of a pod. @throws if it cannot be made */
  readonly forward: (target: PodPort, socket: Duplex) => Promise<void>;
}

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Json;
  /** @default application/json */
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Longest silence of a server that was asked for one answer. */
const TIMEOUT = 30_000;

/** The API server of a cluster. */
export class Cluster {
  constructor(private readonly connection: Connection) {}

  /** Namespace that is meant where none is given. */
  get namespace(): string {
    return this.connection.namespace;
  }

  /** One answer. @throws ApiError if the server refuses; CommandError if it cannot be reached */
  async request(request: ApiRequest): Promise<Json> {
    const response = await this.open(request, TIMEOUT);
    return answerOf(await text(response).catch((error: unknown) => this.unreachable(error)));
  }

  /** The lines of an answer that may never end. @throws as {@link request} does */
  async *lines(request: ApiRequest): AsyncGenerator<string> {
    try {
      yield* linesOf(await this.open(request, 0));
    } catch (error) {
      if (!request.signal?.aborted) this.failed(error);
    }
  }

  /** The bytes of an answer that may never end, as they come. @throws as {@link request} does */
  async *bytes(request: ApiRequest): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of await this.open(request, 0)) yield chunk as Buffer;
    } catch (error) {
      if (!request.signal?.aborted) this.failed(error);
    }
  }

  /** Carries a connection to a port of a pod, through the API server. @throws if it cannot be made */
  forward(target: PodPort, socket: Duplex): Promise<void> {
    return this.connection.forward(target, socket);
  }

  private async open(request: ApiRequest, timeout: number, again = true): Promise<IncomingMessage> {
    const response = await this.send(request, timeout).catch((error: unknown) => this.failed(error));
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    if (status === 401 && again && this.connection.refused?.()) {
      response.resume();
      return this.open(request, timeout, false);
    }
    throw new ApiError(status, answerOf(await text(response)));
  }

  private async send({ method = 'GET', path, query = {}, body, contentType = 'application/json', signal }: ApiRequest, timeout: number): Promise<IncomingMessage> {
    const { server, authorise } = this.connection;
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = { method, headers: { Accept: 'application/json, */*', 'User-Agent': 'ds' } };
    await authorise(options);
    if (payload !== undefined) options.headers = { ...options.headers, 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(payload) };
    const sent = requestTo(server, `${path}${search}`, { ...options, timeout });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    // What happens to the request once its answer has come is told by the answer.
    sent.on('error', () => undefined);
    stopWith(sent, signal);
    sent.end(payload);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    // Who reads it is told by the reading; who has read all of it need not know.
    return response.on('error', () => undefined);
  }

  private failed(error: unknown): never {
    if (error instanceof CommandError || error instanceof ApiError) throw error;
    this.unreachable(error);
  }

  private unreachable(error: unknown): never {
    const { server } = this.connection;
    const message = `The cluster at ${server.origin} cannot be reached: ${cause(error)}. Is it running, and is it the one you mean (--context, --kubeconfig)?`;
    throw new CommandError(EXIT.cluster, message, { cause: error });
  }
}

/** Ends a request when it is no longer wanted; Node.js itself would do so with an error that nobody can catch where its answer is left unread. */
function stopWith(sent: ClientRequest, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const stop = (): void => void sent.destroy();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  sent.once('close', () => signal.removeEventListener('abort', stop));
}

/** Lines as servers write them. Other characters that end a line for people, as `\r` and U+2028, are a part of it. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was closed',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

/** Why there is no answer; from codes only, since messages may quote what was sent. */
function cause(error: unknown): string {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  const known = code ?? errors?.[0]?.code ?? 'unknown error';
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER/.test(known)) return `its certificate or ours is not accepted (${known})`;
  return CAUSES[known] ?? known;
}
