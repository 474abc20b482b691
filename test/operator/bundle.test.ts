import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOperator } from '../../generate/bundle-operator';
import { readOperatorBundle } from '../../constructs/operator-bundle';
import { FakeApiServer } from './cluster/fake-api-server';
import { CATALOG } from './request';
import { until } from './until';

/** The program as it runs in the cluster: one file, with nothing beside it. */

const folder = mkdtempSync(join(tmpdir(), 'operator-'));
const program = join(folder, 'operator.js');
let child: ChildProcess | undefined;

beforeAll(() => bundleOperator(program));

afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('is the same each time', () => {
  const read = () => [program, `${program}.br`].map((file) => readFileSync(file).toString('base64'));
  const first = read();
  bundleOperator(program);
  expect(read()).toEqual(first);
});

test('fits an object that kubectl can apply, with the annotation in which it remembers it', () => {
  const { packed, start } = readOperatorBundle();
  expect(packed.length + start.length).toBeLessThan(250_000);
});

test('works from what its ConfigMap carries, gives the lead back on SIGTERM, and ends', async () => {
  const server = new FakeApiServer();
  const client = await server.start();
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(CATALOG));
  writeFileSync(join(folder, 'ca.crt'), '');
  writeFileSync(join(folder, 'token'), 'token');
  copyFileSync(join(folder, 'operator-start.js'), join(folder, 'start.js'));
  const { hostname: host, port: apiPort } = new URL(server.url);
  const port = await freePort();
  const env = { PORT: String(port), CATALOG_FILE: join(folder, 'catalog.json'), KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: apiPort, KUBERNETES_SERVICE_SCHEME: 'http', SERVICE_ACCOUNT_FOLDER: folder };
  child = spawn(process.execPath, [join(folder, 'start.js')], { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const log: string[] = [];
  child.stdout?.on('data', (data) => log.push(String(data)));
  await until('it watches', () => log.join('').includes('watching'));
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  const spec = { framework: 'tensorflow-2-python-3', size: 'CpuSmall', module: 'gpu_tftraining', env: [{ name: 'TOKEN', value: 'hunter2' }] };
  server.put('tensorflowjobs', { apiVersion: 'ds.bloomberg.com/v1', kind: 'TensorFlowJob', metadata: { name: 'news', namespace: 's-mlplatform' }, spec });
  await until('the job has a JobSet', () => server.get('jobsets', 's-mlplatform', 'news-tf') !== undefined);
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(log.join('')).toContain('stopped');
  expect(log.join('')).not.toContain('hunter2');
  expect(server.get('leases', 'ds-platform', 'ds-operator')?.spec).toMatchObject({ holderIdentity: '' });
  client.close();
  await server.stop();
}, 60_000);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
