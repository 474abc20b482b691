import { type Change, ObjectCache } from '../../../operator/cluster/cache';

const RESOURCE = { apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', plural: 'pythonjobs', keep: (job: object) => ({ ...job }) };

const job = (resourceVersion: string, phase: string) => ({ metadata: { name: 'news', namespace: 's-mlplatform', uid: 'u', resourceVersion }, status: { phase, message: 'm' } });

let changes: Change[];
let cache: ObjectCache;

beforeEach(() => {
  changes = [];
  cache = new ObjectCache(RESOURCE, (change) => changes.push(change));
  cache.put(job('1', 'Pending'));
});

const owned = () => changes.slice(1).map(({ own }) => own);

test.each([
  ['the answer', async () => job('2', 'Running')],
  ['the watch', async () => (cache.put(job('2', 'Running')), job('2', 'Running'))],
])('a status that it writes is its own change when %s tells of it first', async (_who, call) => {
  await cache.write('u', { message: 'm', phase: 'Running' }, call);
  expect(owned()).toEqual([true]);
});

test('what others write meanwhile is not', async () => {
  await cache.write('u', { message: 'm', phase: 'Running' }, async () => (cache.put(job('2', 'Odd')), job('3', 'Running')));
  cache.put(job('4', 'Pending'));
  expect(owned()).toEqual([false, true, false]);
});

test('of a status that could not be written it is not waited for', async () => {
  await expect(cache.write('u', { message: 'm', phase: 'Running' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  cache.put(job('2', 'Running'));
  expect(owned()).toEqual([false]);
});
