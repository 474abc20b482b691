import type { IncomingMessage } from 'node:http';
import type { Catalog } from '../lib/catalog/spec';
import { PlatformError } from '../lib/errors';
import { object, text } from '../lib/observed/read';
import { readJson } from './body';
import { customize } from './customize';
import { HttpError } from './http-error';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { readRequest, type SyncRequest, type SyncResponse } from './request';
import { sync } from './sync';

/** What the routes work with. */
export interface OperatorContext {
  /** The catalog in use; none as long as there was no good one. */
  readonly catalog: () => Catalog | undefined;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Most bytes of a request's body. */
  readonly bodyLimit: number;
}

/** An answer to a request. */
export interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** One address of the operator. */
export interface Route {
  readonly method: 'GET' | 'POST';
  answer(request: IncomingMessage, context: OperatorContext): Promise<Answer>;
}

/** Every address of the operator, but for `/readyz`, which is the server's own. */
export const ROUTES: Readonly<Record<string, Route>> = {
  '/sync': { method: 'POST', answer: (request, context) => hook('sync', request, context, syncHook) },
  '/customize': { method: 'POST', answer: (request, context) => hook('customize', request, context, customize) },
  '/healthz': { method: 'GET', answer: async () => plain('ok') },
  '/metrics': { method: 'GET', answer: async (_request, { metrics }) => ({ code: 200, type: metrics.registry.contentType, body: await metrics.registry.metrics() }) },
};

/** An answer of one line. */
export function plain(body: string, code = 200): Answer {
  return { code, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

async function hook(
  name: 'sync' | 'customize',
  message: IncomingMessage,
  context: OperatorContext,
  run: (request: SyncRequest, context: OperatorContext) => unknown,
): Promise<Answer> {
  const body = await readJson(message, context.bodyLimit);
  const request = parse(body);
  const stop = context.metrics.hookSeconds.startTimer({ hook: name, kind: request.parent.kind });
  try {
    return { code: 200, type: 'application/json', body: JSON.stringify(run(request, context)) };
  } finally {
    stop();
  }
}

function parse(body: unknown): SyncRequest {
  try {
    return readRequest(body);
  } catch (error) {
    throw error instanceof PlatformError ? new HttpError(400, error.message) : error;
  }
}

function syncHook(request: SyncRequest, { catalog, now, log, metrics }: OperatorContext): SyncResponse {
  const current = catalog();
  if (current === undefined) {
    throw new HttpError(503, 'There is no valid catalog yet.');
  }
  const response = sync(request, current, now());
  const { kind, metadata } = request.parent;
  const { phase } = response.status;
  if (phase === 'Invalid') {
    metrics.invalid.inc({ kind });
  }
  const before = text(object(object(request.parent).status).phase);
  log(phase === before ? 'debug' : 'info', 'job synced', { kind, namespace: metadata.namespace, name: metadata.name, phase });
  return response;
}
