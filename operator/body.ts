import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** The JSON that a request brings, of at most so many bytes. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json(?:\s*;|$)/i.test(type.trim())) {
    throw new HttpError(415, 'The content type is not application/json. Send JSON.');
  }
  const body = await readAll(request, limit);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The parser's own message repeats the body.
    throw new HttpError(400, 'The body is not JSON.');
  }
}

async function readAll(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    throw tooLarge(request, limit);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw tooLarge(request, limit);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is left of the body is thrown away: a connection that is closed with bytes unread may lose the answer. */
function tooLarge(request: IncomingMessage, limit: number): HttpError {
  request.resume();
  return new HttpError(413, `The body is larger than ${limit} bytes.`);
}
