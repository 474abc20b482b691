import { connect } from 'node:net';
import type { Catalog } from '../../lib/catalog/spec';
import { createLog } from '../../operator/log';
import { Metrics } from '../../operator/metrics';
import { OperatorServer, type ServerTimes } from '../../operator/server';
import { completed } from '../builders/jobset';
import { CATALOG, NOW, request } from './request';

const TIMES: ServerTimes = { request: 400, unready: 50, drain: 1000 };
const LIMIT = 64 * 1024;

let catalog: Catalog | undefined;
let lines: string[];
let server: OperatorServer;
let url: string;
let port: number;
let now: () => Date;

beforeEach(async () => {
  catalog = CATALOG;
  lines = [];
  now = () => NOW;
  const context = { catalog: () => catalog, now: () => now(), log: createLog('debug', (line) => lines.push(line)), metrics: new Metrics(), bodyLimit: LIMIT };
  server = new OperatorServer(context, TIMES);
  port = await server.listen(0);
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => server.stop());

function post(path: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

test('answers the hooks', async () => {
  const answer = await post('/sync', request({ jobSet: completed() }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toMatchObject({ status: { phase: 'Succeeded' } });
  expect(await (await post('/customize', request(), { 'content-type': 'application/json; charset=utf-8' })).json()).toHaveProperty('relatedResources');
});

test.each<[string, string, RequestInit, number]>([
  ['an address that is none', '/nothing', {}, 404],
  ['an address that every object has', '/constructor', {}, 404],
  ['a hook by GET', '/sync', {}, 405],
  ['metrics by POST', '/metrics', { method: 'POST' }, 405],
  ['a body of another type', '/sync', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
  ['a body of a longer type', '/sync', { method: 'POST', body: '{}', headers: { 'content-type': 'application/jsonp' } }, 415],
  ['a body that is not JSON', '/sync', { method: 'POST', body: '{"password": hunter2}', headers: { 'content-type': 'application/json' } }, 400],
  ['a body without a job', '/sync', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, 400],
  ['a body without a job to customize', '/customize', { method: 'POST', body: 'null', headers: { 'content-type': 'application/json' } }, 400],
  ['a body that is announced as too large', '/sync', { method: 'POST', body: 'x'.repeat(LIMIT + 1), headers: { 'content-type': 'application/json' } }, 413],
])('refuses %s', async (_name, path, init, code) => {
  const answer = await fetch(`${url}${path}`, init);
  expect(answer.status).toBe(code);
  expect(lines.join('')).not.toContain('hunter2');
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(`code="${code}"`);
});

test('refuses a body that becomes too large, and goes on', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.alloc(LIMIT / 2, 'x'));
      if ((this as { count?: number }).count === 8) controller.close();
      (this as { count?: number }).count = ((this as { count?: number }).count ?? 0) + 1;
    },
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' } as RequestInit;
  expect((await fetch(`${url}/sync`, init)).status).toBe(413);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('does not wait for ever for a request', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /sync HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{');
  const said = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.on('close', () => resolve(text));
  });
  expect(said).toContain('408');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('is alive but not ready without a catalog, and does not sync', async () => {
  catalog = undefined;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect((await post('/sync', request())).status).toBe(503);
  catalog = CATALOG;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('answers 500 when a hook fails, says why in its log, and goes on', async () => {
  now = () => {
    throw new Error('the clock stands still');
  };
  const answer = await post('/sync', request());
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('clock');
  expect(lines.join('')).toContain('the clock stands still');
  now = () => NOW;
  expect((await post('/sync', request())).status).toBe(200);
});

test('counts and times what it does', async () => {
  await post('/sync', request({ spec: { size: 'Huge' } }));
  await post('/customize', request());
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('ds_operator_hook_duration_seconds_count{hook="sync",kind="TensorFlowJob"} 1');
  expect(text).toContain('ds_operator_hook_duration_seconds_count{hook="customize",kind="TensorFlowJob"} 1');
  expect(text).toContain('ds_operator_http_requests_total{route="/sync",code="200"} 1');
  expect(text).toContain('ds_operator_invalid_jobs_total{kind="TensorFlowJob"} 1');
  expect(text).toContain('process_cpu_seconds_total');
});

test('logs one JSON object a line, and nothing of a spec', async () => {
  await post('/sync', request({ spec: { env: [{ name: 'TOKEN', value: 'hunter2' }] } }));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'info', message: 'job synced', kind: 'TensorFlowJob', namespace: 's-mlplatform', name: 'news', phase: 'Pending' }]);
  expect(lines.join('')).not.toContain('hunter2');
});

test('stops: first not ready, then closed, with what is under way answered', async () => {
  const body = JSON.stringify(request());
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /sync HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 20)}`);
  const answered = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.on('close', () => resolve(text));
  });
  await fetch(`${url}/healthz`);
  const stopped = server.stop();
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
  await new Promise((resolve) => setTimeout(resolve, 3 * TIMES.unready));
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  socket.write(body.slice(20));
  expect(await answered).toContain('200 OK');
  await stopped;
});
