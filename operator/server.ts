import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpError } from './http-error';
import { plain, ROUTES, type Answer, type OperatorContext } from './routes';

/** How long the server waits, in milliseconds. */
export interface ServerTimes {
  /** For a whole request to arrive. */
  readonly request: number;
  /** Between not being ready and taking no more connections, so that no new one is sent here. */
  readonly unready: number;
  /** For requests under way to end, before their connections are cut. */
  readonly drain: number;
}

export const DEFAULT_TIMES: ServerTimes = { request: 10_000, unready: 5_000, drain: 10_000 };

/** Longer than Go keeps an idle connection (90 s): whoever closes first must not be the one that is sent to. */
const KEEP_ALIVE_MILLISECONDS = 120_000;

/** The hooks over HTTP. */
export class OperatorServer {
  private readonly server: Server;
  private stopping = false;

  constructor(
    private readonly context: OperatorContext,
    private readonly times: ServerTimes = DEFAULT_TIMES,
  ) {
    const options = {
      requestTimeout: times.request,
      headersTimeout: times.request,
      connectionsCheckingInterval: Math.ceil(times.request / 4),
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    };
    this.server = createServer(options, (request, response) => void this.serve(request, response));
  }

  /** Begins to serve. @returns the port, which the system chooses when 0 is given */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Tells the cluster to send no more, then takes no more, then waits for what is under way. */
  async stop(): Promise<void> {
    if (this.stopping) {
      return;
    }
    this.stopping = true;
    await delay(this.times.unready);
    const closed = new Promise((resolve) => this.server.close(resolve));
    const cut = setTimeout(() => this.server.closeAllConnections(), this.times.drain);
    await closed;
    clearTimeout(cut);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://operator').pathname;
    const route = path === '/readyz' || Object.hasOwn(ROUTES, path) ? path : 'other';
    try {
      const answer = await this.answer(path, request);
      this.send(response, route, answer);
    } catch (error) {
      this.fail(response, route, error);
    }
  }

  private async answer(path: string, request: IncomingMessage): Promise<Answer> {
    const route = path === '/readyz' ? { method: 'GET', answer: async () => this.readiness() } : Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (route === undefined) {
      throw new HttpError(404, 'There is nothing here.');
    }
    if (request.method !== route.method) {
      throw new HttpError(405, `Use ${route.method}.`, { allow: route.method });
    }
    return route.answer(request, this.context);
  }

  private readiness(): Answer {
    if (this.stopping) {
      return plain('stopping', 503);
    }
    return this.context.catalog() === undefined ? plain('no valid catalog', 503) : plain('ok');
  }

  private send(response: ServerResponse, route: string, { code, type, body }: Answer, headers = {}): void {
    this.context.metrics.requests.inc({ route, code });
    const closing = this.stopping ? { connection: 'close' } : {};
    response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...closing, ...headers });
    response.end(body);
  }

  private fail(response: ServerResponse, route: string, error: unknown): void {
    if (response.destroyed) {
      return;
    }
    const known = error instanceof HttpError;
    const code = known ? error.code : 500;
    // Stack and message of an unknown error go to the log only; neither repeats a request's body.
    const message = known ? error.message : 'The hook failed; the operator\'s log says why.';
    const cause = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.context.log(known ? 'warn' : 'error', 'request refused', { hook: route, code, error: cause });
    this.send(response, route, plain(message, code), known ? error.headers : {});
  }
}
