import type { ApiClient } from '../../../operator/cluster/client';
import { Leader } from '../../../operator/loop/leader';
import { FakeApiServer } from '../cluster/fake-api-server';
import { until } from '../until';

const TIMES = { duration: 1000, deadline: 600, retry: 20 };

let server: FakeApiServer;
let client: ApiClient;
let stop: AbortController;

beforeEach(async () => {
  server = new FakeApiServer();
  client = await server.start();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  client.close();
  await server.stop();
});

const candidate = (identity: string): Leader => new Leader(client, { namespace: 'ds-platform', name: 'ds-operator', identity }, () => undefined, TIMES);
const lease = (): Record<string, unknown> => server.get('leases', 'ds-platform', 'ds-operator')?.spec as Record<string, unknown>;

test('the first leads, and the second waits until the first gives the lead back', async () => {
  const [one, other] = [candidate('one'), candidate('other')];
  await one.acquire(stop.signal);
  const keeping = new AbortController();
  const kept = one.keep(keeping.signal);
  const waiting = other.acquire(stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([one.leads, other.leads, lease().holderIdentity]).toEqual([true, false, 'one']);
  keeping.abort();
  expect(await kept).toBe(false);
  await one.release();
  await waiting;
  expect([one.leads, other.leads, lease().holderIdentity, lease().leaseTransitions]).toEqual([false, true, 'other', 1]);
});

test('one that dies is followed when its Lease has run out, by the clock of who waits', async () => {
  await candidate('dead').acquire(stop.signal);
  const began = performance.now();
  const next = candidate('next');
  await next.acquire(stop.signal);
  expect(next.leads).toBe(true);
  expect(performance.now() - began).toBeGreaterThanOrEqual(TIMES.duration - 20);
});

test('a leader that cannot renew in time knows that it leads no longer, before another may', async () => {
  const one = candidate('one');
  await one.acquire(stop.signal);
  const began = performance.now();
  server.refuse = () => ({ code: 500, message: 'etcd is away' });
  expect(await one.keep(stop.signal)).toBe(true);
  expect(one.leads).toBe(false);
  expect(performance.now() - began).toBeGreaterThanOrEqual(TIMES.deadline);
});

test('a leader whose Lease another has taken leads no longer', async () => {
  const one = candidate('one');
  await one.acquire(stop.signal);
  const thief = setInterval(() => server.put('leases', { metadata: { namespace: 'ds-platform', name: 'ds-operator' }, spec: { ...lease(), holderIdentity: 'thief' } }), 5);
  expect(await one.keep(stop.signal)).toBe(true);
  clearInterval(thief);
});

test('of two that begin at the same time one leads', async () => {
  const both = [candidate('one'), candidate('other')];
  for (const one of both) void one.acquire(stop.signal);
  await until('one leads', () => both.some(({ leads }) => leads));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(both.filter(({ leads }) => leads)).toHaveLength(1);
});

test('calls that are slow and hang, just before its time is over, do not keep a leader beyond it', async () => {
  const one = candidate('one');
  await one.acquire(stop.signal);
  const began = performance.now();
  const late = (): boolean => performance.now() - began > TIMES.deadline - 80;
  server.refuse = () => (late() ? undefined : { code: 500, message: 'etcd is away' });
  server.hang = async ({ method }) => {
    if (late() && method === 'GET') await new Promise((resolve) => setTimeout(resolve, TIMES.deadline / 2 - 40));
    return late() && method === 'PUT';
  };
  expect(await one.keep(stop.signal)).toBe(true);
  expect(one.leads).toBe(false);
  expect(performance.now() - began).toBeLessThan(TIMES.duration);
});
