import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOperator } from '../../generate/bundle-operator';
import { CATALOG, request } from './request';

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
  const first = readFileSync(program);
  bundleOperator(program);
  expect(readFileSync(program).equals(first)).toBe(true);
});

test('serves, and ends on SIGTERM', async () => {
  const port = await freePort();
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(CATALOG));
  const env = { PORT: String(port), CATALOG_FILE: join(folder, 'catalog.json') };
  child = spawn(process.execPath, [program], { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const log: string[] = [];
  child.stdout?.on('data', (data) => log.push(String(data)));
  await until(() => log.join('').includes('listening'));
  const answer = await fetch(`http://127.0.0.1:${port}/sync`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request()) });
  expect(await answer.json()).toMatchObject({ status: { phase: 'Pending' }, children: [{ kind: 'JobSet', metadata: { name: 'news-tf' } }] });
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGTERM');
  await until(() => log.join('').includes('stopping'));
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
  expect(await ended).toBe(0);
  expect(log.join('')).toContain('stopped');
}, 30_000);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function until(reached: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !reached(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(reached()).toBe(true);
}
