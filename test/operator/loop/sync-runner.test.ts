import { ThreadedSyncRunner } from '../../../operator/loop/sync-runner';
import { bundleOperator } from '../../../generate/bundle-operator';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOG, NOW, request } from '../request';

/** The thread as it runs in the cluster: the operator's one file. */

const folder = mkdtempSync(join(tmpdir(), 'sync-'));
const file = join(folder, 'operator.js');
let runner: ThreadedSyncRunner;

beforeAll(() => bundleOperator(file));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => runner.stop());

/** A program whose sync hangs, or ends its thread, when the request says so. */
const CODE = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (order) => {
  if (order.request === undefined) return;
  if (order.request === 'hang') for (;;);
  if (order.request === 'end') process.exit(3);
  parentPort.postMessage({ answer: order.request, milliseconds: 1 });
});`;

test('gives what sync gives', async () => {
  runner = new ThreadedSyncRunner({ file }, 30_000, () => NOW);
  runner.use(CATALOG);
  const result = await runner.run(JSON.stringify(request()));
  expect(result).toMatchObject({ answer: { status: { phase: 'Pending' }, children: [{ kind: 'JobSet', metadata: { name: 'news-tf' } }] } });
});

test('a request that is none is the fault of its job', async () => {
  runner = new ThreadedSyncRunner({ file }, 30_000, () => NOW);
  runner.use(CATALOG);
  expect(await runner.run('{"parent": {}}')).toMatchObject({ fault: expect.stringContaining('parent.kind') });
  expect(await runner.run(JSON.stringify(request()))).toHaveProperty('answer');
});

test('a sync that does not come back is ended, and the others go on in another thread', async () => {
  runner = new ThreadedSyncRunner({ code: CODE }, 3000);
  const results = await Promise.all(['one', 'hang', 'two', 'end', 'three'].map((name) => runner.run(name)));
  expect(results).toMatchObject([{ answer: 'one' }, { fault: 'took longer than 3 s' }, { answer: 'two' }, { fault: 'ended its thread' }, { answer: 'three' }]);
});
