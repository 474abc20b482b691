import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { listenHere } from '../../cli/listen';

/** Whether this machine has version 6 of the Internet Protocol. */
const SIX = Object.values(networkInterfaces()).flat().some((address) => address?.address === '::1');

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  return once(socket, 'data').then(() => true, () => false).finally(() => socket.destroy());
}

test('whoever asks this machine by either of its addresses is answered, until it is closed', async () => {
  const { port, close } = await listenHere(0, (socket) => socket.end('hello'));
  expect(await answers('127.0.0.1', port)).toBe(true);
  expect(await answers('::1', port)).toBe(SIX);
  close();
  expect(await answers('127.0.0.1', port)).toBe(false);
  expect(await answers('::1', port)).toBe(false);
});

test('a port that another program has at one of the addresses is not used', async () => {
  for (const host of SIX ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
    const other = createServer().listen(0, host);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(listenHere(port, (socket) => socket.end())).rejects.toThrow(`Port ${port} of this machine cannot be used (EADDRINUSE).`);
    // Nothing is left of the attempt.
    const at = host === '::1' ? '127.0.0.1' : '::1';
    expect(await answers(at, port)).toBe(false);
    other.close();
  }
});
