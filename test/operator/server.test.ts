import { connect } from 'node:net';
import { Metrics } from '../../operator/metrics';
import { HealthServer } from '../../operator/server';

let broken: string | undefined;
let unready: string | undefined;
let server: HealthServer;
let url: string;
let port: number;

beforeEach(async () => {
  [broken, unready] = [undefined, undefined];
  server = new HealthServer({ broken: () => broken, unready: () => unready }, new Metrics());
  port = await server.listen(0);
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => server.stop());

const codes = async (): Promise<number[]> => Promise.all(['/healthz', '/readyz'].map(async (path) => (await fetch(`${url}${path}`)).status));

test('is well and ready, not ready, or broken', async () => {
  expect(await codes()).toEqual([200, 200]);
  unready = 'no valid catalog';
  expect(await codes()).toEqual([200, 503]);
  expect(await (await fetch(`${url}/readyz`)).text()).toBe('no valid catalog\n');
  broken = 'jobs wait';
  expect(await codes()).toEqual([503, 503]);
});

test.each<[string, string, RequestInit, number]>([
  ['an address that is none', '/nothing', {}, 404],
  ['an address that every object has', '/constructor', {}, 404],
  ['metrics by POST', '/metrics', { method: 'POST' }, 405],
])('refuses %s', async (_name, path, init, code) => {
  expect((await fetch(`${url}${path}`, init)).status).toBe(code);
});

test('answers a request line that is no address with 400, and goes on', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET // HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const said = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.on('close', () => resolve(text));
  });
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('has metrics', async () => {
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const name of ['ds_operator_queue_depth', 'ds_operator_leading', 'ds_operator_catalog_valid', 'process_cpu_seconds_total']) expect(text).toContain(name);
});
