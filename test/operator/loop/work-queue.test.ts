import { type Outcome, QUEUE_TIMES, WorkQueue } from '../../../operator/loop/work-queue';
import { until } from '../until';

const DONE: Outcome = { cost: 0, failed: false };
const TIMES = { ...QUEUE_TIMES, retry: 20, longestRetry: 100 };

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a key that is added again before it is taken up is worked on once', async () => {
  const worked: string[] = [];
  const queue = new WorkQueue(async (key) => (worked.push(key), DONE), 2);
  for (let times = 0; times < 5; times += 1) queue.add('a', 30);
  queue.add('b');
  await until('both are done', () => worked.length === 2);
  await pause(60);
  expect(worked).toEqual(['b', 'a']);
  await queue.stop();
});

test('a key is worked on by one worker at a time, and again if it was added meanwhile', async () => {
  let working = 0;
  let most = 0;
  let rounds = 0;
  const queue = new WorkQueue(async () => {
    working += 1;
    most = Math.max(most, working);
    rounds += 1;
    await pause(20);
    working -= 1;
    return DONE;
  }, 4);
  queue.add('a');
  await until('it is taken up', () => rounds === 1);
  queue.add('a');
  queue.add('a');
  await until('it is done again', () => rounds === 2 && working === 0);
  await pause(40);
  expect([most, rounds]).toEqual([1, 2]);
  await queue.stop();
});

test('no more keys are worked on at a time than there are workers', async () => {
  let working = 0;
  let most = 0;
  let done = 0;
  const queue = new WorkQueue(async () => {
    working += 1;
    most = Math.max(most, working);
    await pause(5);
    working -= 1;
    done += 1;
    return DONE;
  }, 3);
  for (let key = 0; key < 20; key += 1) queue.add(String(key));
  await until('all are done', () => done === 20);
  expect(most).toBe(3);
  await queue.stop();
});

test('what fails is tried again ever later, and what succeeds begins anew; others do not wait for it', async () => {
  const times: number[] = [];
  let others = 0;
  const queue = new WorkQueue(async (key) => {
    if (key !== 'bad') return (others += 1), DONE;
    times.push(performance.now());
    return { cost: 0, failed: times.length < 4 };
  }, 1, TIMES);
  queue.add('bad');
  queue.add('good');
  await until('the fourth try is done', () => times.length === 4);
  const pauses = times.slice(1).map((time, index) => time - (times[index] as number));
  // The pause is a least; a busy machine makes it longer.
  for (const [index, least] of [18, 36, 72].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 1);
  expect(others).toBe(1);
  await queue.stop();
});

test('an added key does not cut short the pause after a failure', async () => {
  const times: number[] = [];
  const queue = new WorkQueue(async () => (times.push(performance.now()), { cost: 0, failed: times.length === 1 }), 1, { ...TIMES, retry: 100 });
  queue.add('a');
  await until('the first try is done', () => times.length === 1);
  await pause(5);
  queue.add('a');
  await until('the second try is done', () => times.length === 2);
  expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(85);
  await queue.stop();
});

test('what is dear is done less often: a key has no more than its share of the time', async () => {
  const times: number[] = [];
  const queue = new WorkQueue(async () => (times.push(performance.now()), { cost: 10, failed: false }), 1, { ...TIMES, share: 0.1 });
  queue.add('dear');
  await until('it is done once', () => times.length === 1);
  const adding = setInterval(() => queue.add('dear'), 2);
  await until('it is done again', () => times.length === 3);
  clearInterval(adding);
  for (const index of [1, 2]) expect((times[index] as number) - (times[index - 1] as number)).toBeGreaterThanOrEqual(95);
  await queue.stop();
});

test('a key can ask for another look though nothing changes', async () => {
  let rounds = 0;
  const queue = new WorkQueue(async () => (rounds += 1, { cost: 0, failed: false, ...(rounds < 3 ? { again: 10 } : {}) }), 1);
  queue.add('a');
  await until('it has been looked at three times', () => rounds === 3);
  await pause(40);
  expect(rounds).toBe(3);
  await queue.stop();
});

test('to stop waits for what is in hand, and takes up nothing more', async () => {
  const done: string[] = [];
  const queue = new WorkQueue(async (key) => (await pause(30), done.push(key), DONE), 1);
  queue.add('first');
  queue.add('second');
  await pause(5);
  await queue.stop();
  queue.add('third');
  await pause(60);
  expect(done).toEqual(['first']);
});

test('it tells how long keys have been due without one being taken up', async () => {
  const queue = new WorkQueue(() => new Promise(() => undefined), 1);
  queue.add('stuck');
  expect(queue.stalled).toBe(0);
  queue.add('waits');
  await pause(30);
  expect(queue.stalled).toBeGreaterThanOrEqual(25);
  expect(queue.depth).toBe(1);
});

test('what is to be looked at again in more than 24 days waits, though timers of Node.js cannot', async () => {
  let times = 0;
  const queue = new WorkQueue(async () => {
    times += 1;
    return { ...DONE, again: 30 * 86_400_000 };
  }, 1);
  queue.add('a');
  await pause(100);
  await queue.stop();
  expect(times).toBe(1);
});
