import * as http from 'node:http';
import * as https from 'node:https';
import type { JsonObject } from '../../lib/observed/read';
import { ApiError } from './api-error';
import type { Connection } from './connection';

/** A call to the API server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly body?: object;
  /** Form of the answer. @default 'application/json' */
  readonly accept?: string;
  /** Ends the call when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Connections for calls, so that a crowd of jobs does not open one each. */
const CALL_CONNECTIONS = 32;

/** Longest that a call may take: webhooks may have thirty seconds. */
const CALL_MILLISECONDS = 60_000;

/** Longest silence of a watch: the server sends a bookmark about once a minute. */
const SILENCE_MILLISECONDS = 150_000;

/** Most bytes of an error's body that are read. */
const ERROR_LIMIT = 64 * 1024;

/** The API server, over HTTP/1.1: no more of it than the operator needs. */
export class ApiClient {
  private readonly transport: typeof http | typeof https;
  private readonly calls: http.Agent;
  private readonly watches: http.Agent;

  constructor(private readonly connection: Connection) {
    this.transport = connection.url.startsWith('https:') ? https : http;
    const options = { keepAlive: true, ca: connection.authority };
    this.calls = new this.transport.Agent({ ...options, maxSockets: CALL_CONNECTIONS });
    this.watches = new this.transport.Agent(options);
  }

  /** @throws ApiError when the server answers anything but success; Error when it does not answer */
  async call(call: Call): Promise<JsonObject> {
    const response = await this.send(call, this.calls, CALL_MILLISECONDS);
    return JSON.parse(await bodyOf(response)) as JsonObject;
  }

  /**
   * The lines of a watch, until the server ends it.
   * @throws ApiError when the server refuses it; Error when the connection is lost or silent
   */
  async *lines(call: Call): AsyncGenerator<string> {
    const response = await this.send(call, this.watches, SILENCE_MILLISECONDS);
    response.setEncoding('utf8');
    let rest = '';
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  }

  /** Closes all connections. */
  close(): void {
    this.calls.destroy();
    this.watches.destroy();
  }

  private async send({ method, path, body, accept = 'application/json', signal }: Call, agent: http.Agent, timeout: number): Promise<http.IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const token = this.connection.token();
    const headers = {
      accept,
      'user-agent': 'ds-operator',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = this.transport.request(`${this.connection.url}${path}`, { method, headers, agent, signal, timeout }, resolve);
      request.on('timeout', () => request.destroy(new Error(`${method} ${path}: nothing came from the API server for ${timeout / 1000} s.`)));
      request.on('error', reject);
      request.end(text);
    });
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    throw ApiError.of(code, await bodyOf(response, ERROR_LIMIT), response.headers['retry-after']);
  }
}

async function bodyOf(response: http.IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
