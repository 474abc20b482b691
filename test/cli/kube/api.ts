import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https, { type ServerOptions } from 'node:https';
import { LoopbackServer } from '../loopback';

/** A server that notes who asks, and answers with an empty list. */
export class Api extends LoopbackServer {
  readonly seen: IncomingMessage[] = [];
  /** Answers the next requests with these statuses. */
  readonly statuses: number[] = [];
  readonly server: Server;

  constructor(private readonly tls?: ServerOptions) {
    super();
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.seen.push(request);
      response.writeHead(this.statuses.shift() ?? 200, { 'Content-Type': 'application/json' }).end('{"items": []}');
    };
    this.server = tls === undefined ? http.createServer(answer) : https.createServer(tls, answer);
  }

  get address(): string {
    return `${this.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** Headers of the last request. */
  get headers(): Record<string, string | string[] | undefined> {
    const { headers, headersDistinct } = this.seen.at(-1) as IncomingMessage;
    return { ...headers, ...(headersDistinct['impersonate-group'] && { 'impersonate-group': headersDistinct['impersonate-group'] }) };
  }
}
