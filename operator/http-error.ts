import type { OutgoingHttpHeaders } from 'node:http';

/** A request that is answered with an error code. */
export class HttpError extends Error {
  constructor(
    readonly code: 400 | 404 | 405 | 408 | 413 | 415 | 503,
    message: string,
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}
