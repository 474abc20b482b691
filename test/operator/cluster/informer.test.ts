import type { ApiClient } from '../../../operator/cluster/client';
import { type Change, ObjectCache } from '../../../operator/cluster/cache';
import { Informer, INFORMER_TIMES } from '../../../operator/cluster/informer';
import type { WatchedResource } from '../../../operator/cluster/resource';
import { until } from '../until';
import { FakeApiServer } from './fake-api-server';

const JOBSETS: WatchedResource = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', plural: 'jobsets', selector: 'ds.bloomberg.com/job-name', keep: ({ metadata, status }) => ({ name: (metadata as { name: string }).name, status }) };
const TIMES = { ...INFORMER_TIMES, page: 2, retry: 20, longestRetry: 50, absent: 50 };

let server: FakeApiServer;
let client: ApiClient;
let cache: ObjectCache;
let changes: string[];
let stop: AbortController;
let restarts: number;
/** When each watch was asked for. */
let asked: number[];

const names = (): string[] => [...cache.all()].map(({ name }) => name).sort();
const put = (name: string, status: object = {}) => server.put('jobsets', { metadata: { name, namespace: 'news' }, status });
const gaps = (): number[] => asked.slice(1).map((time, index) => time - (asked[index] ?? time));
const lists = () => server.answered.filter(({ path, query }) => path.endsWith('/jobsets') && !query.has('watch'));
const watches = () => server.answered.filter(({ query }) => query.has('watch'));

beforeEach(async () => {
  server = new FakeApiServer();
  client = await server.start();
  changes = [];
  restarts = 0;
  cache = new ObjectCache(JOBSETS, ({ before, after }: Change) => changes.push(`${before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'} ${(after ?? before)?.name}`));
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  client.close();
  await server.stop();
});

async function watching(times = TIMES): Promise<void> {
  asked = [];
  server.refuse = ({ query }) => {
    if (query.has('watch')) asked.push(performance.now());
    return undefined;
  };
  const informer = new Informer(client, cache, { log: () => undefined, restarted: () => (restarts += 1) }, times);
  void informer.run(stop.signal);
  await informer.synced;
  await until('it watches', () => watches().length > 0);
}

test('lists page by page, then watches from where the list was', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) put(name);
  await watching();
  expect(names()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(lists().map(({ query }) => [query.get('limit'), query.get('continue'), query.get('labelSelector')])).toEqual([['2', null, JOBSETS.selector], ['2', '2', JOBSETS.selector], ['2', '4', JOBSETS.selector]]);
  put('f');
  server.remove('jobsets', 'news', 'a');
  await until('the changes are known', () => names().join('') === 'bcdef');
  expect(watches()[0]?.query.get('allowWatchBookmarks')).toBe('true');
  expect(lists()).toHaveLength(3);
});

test('a watch that is cut goes on from the last version seen, without another list and without a change told twice', async () => {
  put('a');
  await watching();
  put('b');
  await until('b is known', () => names().length === 2);
  server.cutWatches();
  put('c');
  await until('c is known', () => names().length === 3);
  expect(lists()).toHaveLength(1);
  expect(changes).toEqual(['added a', 'added b', 'added c']);
  expect(restarts).toBeGreaterThan(0);
});

test('a bookmark is as good as a change to go on from', async () => {
  put('a');
  await watching();
  const before = watches().length;
  server.pass();
  server.bookmark();
  server.pass();
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.cutWatches();
  await until('it watches again', () => watches().length > before);
  expect(Number(watches().at(-1)?.query.get('resourceVersion'))).toBeGreaterThan(Number(watches()[0]?.query.get('resourceVersion')));
});

test('what the server has forgotten is listed anew: what is gone is told as removed', async () => {
  put('a');
  put('b');
  await watching();
  server.cutWatches();
  server.remove('jobsets', 'news', 'a');
  put('c');
  server.compact();
  await until('the new list is known', () => names().join('') === 'bc');
  expect(changes).toEqual(['added a', 'added b', 'added c', 'removed a']);
  expect(lists().length).toBeGreaterThan(1);
});

test('a kind that the cluster does not have counts as known, and is looked for again', async () => {
  server.refuse = ({ path }) => (path.endsWith('/jobsets') ? { code: 404, message: 'the server could not find the requested resource' } : undefined);
  const informer = new Informer(client, cache, { log: () => undefined, restarted: () => undefined }, TIMES);
  void informer.run(stop.signal);
  await informer.synced;
  put('a');
  server.refuse = () => undefined;
  await until('a is known', () => names().length === 1);
});

test('only what is kept of an object can change: other changes of it are not told', async () => {
  put('a', { ready: 1 });
  await watching();
  server.put('jobsets', { metadata: { name: 'a', namespace: 'news', labels: { other: 'label' } }, status: { ready: 1 } });
  put('a', { ready: 2 });
  await until('the change is told', () => changes.includes('changed a'));
  expect(changes).toEqual(['added a', 'changed a']);
});

test('what the operator wrote is not overtaken by an older state that a watch tells late', async () => {
  const first = put('a', { ready: 1 });
  await watching();
  cache.put({ ...first, metadata: { ...first.metadata, resourceVersion: '900' }, status: { ready: 2 } });
  cache.put({ ...first, status: { ready: 1 } });
  expect(cache.get('news', 'a')?.version).toBe('900');
  cache.put({ ...first, metadata: { ...first.metadata, resourceVersion: '1000' }, status: { ready: 3 } });
  expect(cache.get('news', 'a')?.version).toBe('1000');
});

test('an object that has taken the place of another is another one', async () => {
  const first = put('a');
  await watching();
  server.remove('jobsets', 'news', 'a');
  const second = put('a');
  await until('the second is known', () => cache.get('news', 'a')?.uid === second.metadata.uid);
  cache.remove(first);
  expect(cache.get('news', 'a')?.uid).toBe(second.metadata.uid);
});

test('a watch that has told something is no failure when it is lost: however often, the next comes as soon', async () => {
  await watching({ ...TIMES, longestRetry: 3000 });
  for (let round = 0; round < 12; round += 1) {
    const before = watches().length;
    server.cutWatches();
    await until(`watch ${round} is there`, () => watches().length > before);
    put(`object-${round}`);
    await until('it is told', () => names().length === round + 1);
  }
  // With pauses that double each time, the twelfth would be the longest.
  expect(gaps().slice(1).every((gap) => gap < 1500)).toBe(true);
});

test('what the operator made while the kind was listed anew is not forgotten, since the list is older', async () => {
  put('a');
  await watching();
  put('b');
  await until('b is known', () => names().length === 2);
  let made = false;
  server.refuse = ({ query }) => {
    if (!query.has('continue') || made) return undefined;
    made = true;
    const object = server.put('jobsets', { metadata: { name: 'made', namespace: 'news' } });
    cache.put(object);
    return undefined;
  };
  put('c');
  server.cutWatches();
  server.compact();
  server.pass();
  await until('it was made', () => made && watches().length > 1);
  await until('all are known', () => names().join() === 'a,b,c,made');
  expect(changes.filter((change) => change.endsWith('made'))).toEqual(['added made']);
});

test('an answer that comes after the watch has told of the end does not bring an object back', async () => {
  const early = put('a');
  await watching();
  server.remove('jobsets', 'news', 'a');
  await until('a is gone', () => names().length === 0);
  cache.put(early);
  expect(names()).toEqual([]);
  // Another of the name is another.
  put('a');
  await until('a is there', () => names().length === 1);
});

test('an older object of a name does not take the place of a later one', async () => {
  const first = put('a');
  server.remove('jobsets', 'news', 'a');
  const second = put('a');
  cache.put(second);
  cache.put(first);
  expect([...cache.all()].map(({ uid }) => uid)).toEqual([second.metadata.uid]);
});

test('a kind that a server does not know for a moment keeps its objects; one that it does not know for long is gone', async () => {
  put('a');
  await watching({ ...TIMES, absent: 400 });
  server.refuse = ({ path }) => (path.endsWith('/jobsets') ? { code: 404, message: 'the server could not find the requested resource' } : undefined);
  const before = watches().length;
  server.cutWatches();
  await until('it is missed', () => watches().length > before && lists().length > 2);
  expect(changes).toEqual(['added a']);
  server.refuse = () => undefined;
  put('b');
  await until('b is known', () => names().length === 2);
  expect(changes).toEqual(['added a', 'added b']);
  server.refuse = ({ path }) => (path.endsWith('/jobsets') ? { code: 404, message: 'the server could not find the requested resource' } : undefined);
  server.cutWatches();
  await until('all are given up', () => names().length === 0);
});
