import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics';

/** What the probes ask. */
export interface Health {
  /** Why the process should be started anew; nothing while it works. */
  readonly broken: () => string | undefined;
  /** Why it cannot do its work yet; nothing when it can. */
  readonly unready: () => string | undefined;
}

/** Longest that a request may take to arrive, in milliseconds. */
const REQUEST_MILLISECONDS = 10_000;

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** Probes and metrics over HTTP. */
export class HealthServer {
  private readonly server: Server;

  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {
    const options = { requestTimeout: REQUEST_MILLISECONDS, headersTimeout: REQUEST_MILLISECONDS };
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

  /** Takes no more connections, and cuts those that are idle or do not end. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { code, type, body } = await this.answer(request).catch(() => plain(500, 'failed'));
    response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...(code === 405 ? { allow: 'GET' } : {}) });
    response.end(body);
  }

  private async answer({ url = '/', method }: IncomingMessage): Promise<Answer> {
    const base = 'http://operator';
    if (!URL.canParse(url, base)) return plain(400, 'This is no address.');
    const { pathname } = new URL(url, base);
    if (!['/healthz', '/readyz', '/metrics'].includes(pathname)) return plain(404, 'There is nothing here.');
    if (method !== 'GET') return plain(405, 'Use GET.');
    if (pathname === '/metrics') return { code: 200, type: this.metrics.registry.contentType, body: await this.metrics.registry.metrics() };
    const complaint = pathname === '/healthz' ? this.health.broken() : (this.health.broken() ?? this.health.unready());
    return complaint === undefined ? plain(200, 'ok') : plain(503, complaint);
  }
}

function plain(code: number, body: string): Answer {
  return { code, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}
