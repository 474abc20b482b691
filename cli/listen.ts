import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';

/** The addresses by which programs of this machine, and no others, reach it. A browser takes either for a name below `localhost`. */
const HERE = ['127.0.0.1', '::1'] as const;

/** How many free ports are tried until one is free at both addresses. */
const TRIES = 16;

/** A port of this machine that is listened on. */
export interface Listening {
  readonly port: number;
  close(): void;
}

/**
 * Listens on a port of this machine at both of its addresses: at one that was left, another program could wait for what is meant for this one.
 * @param port 0 for any that is free
 * @throws CommandError if the port cannot be used
 */
export async function listenHere(port: number, carry: (socket: Socket) => void): Promise<Listening> {
  const [first, second] = HERE;
  for (let left = port === 0 ? TRIES : 1; ; left -= 1) {
    const one = await listen(port, first, carry);
    const taken = (one.address() as { port: number }).port;
    try {
      const other = await listen(taken, second, carry);
      return { port: taken, close: () => [one, other].forEach((server) => server.close()) };
    } catch (error) {
      if (hasNoSuchAddress(error)) return { port: taken, close: () => one.close() };
      one.close();
      if (left <= 1) throw error;
    }
  }
}

async function listen(port: number, host: string, carry: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, carry).listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as { code?: string };
    const message = `Port ${port} of this machine cannot be used (${code}). Allowed: a port that is free. Choose another with --port, or any with --port 0.`;
    throw new CommandError(EXIT.usage, message, { cause: error });
  }
  return server;
}

/** Not every machine has version 6 of the Internet Protocol. */
function hasNoSuchAddress(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}
