import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { fetchContainer } from '../../../../lib/jobs/jvm/fetch';
import type { JVMJobSpec } from '../../../../lib/jobs/jvm/spec';
import { jvmJob } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

const BYTES = Buffer.alloc(3_000_000, 'jar');
const digest = (algorithm: string) => createHash(algorithm).update(BYTES).digest('hex');
const SHA256 = digest('sha256');
const WRONG = '0'.repeat(64);

/** What the server answers: a body, or a status. The first answer of a list is given once. */
const FILES: Record<string, Buffer | string | number | (number | Buffer)[]> = {
  '/news.jar': BYTES,
  '/a/b/1/b-1.jar': BYTES,
  '/a/b/1/b-1.jar.sha1': `${digest('sha1').toUpperCase()}  b-1.jar\n`,
  '/a/b/2/b-2.jar': BYTES,
  '/a/b/2/b-2.jar.sha256': SHA256,
  '/a/b/2/b-2.jar.sha1': WRONG,
  '/a/b/3/b-3.jar': BYTES,
  '/a/b/4/b-4.jar': BYTES,
  '/a/b/4/b-4.jar.sha512': WRONG,
  '/busy.jar': [503, BYTES],
  '/secret.jar': 401,
  '/moved.jar': 302,
  '/round.jar': 307,
  '/closed.jar': BYTES,
};

let server: Server;
let base: string;
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-jar-'));
  server = createServer((request, response) => {
    const entry = FILES[request.url ?? ''] ?? 404;
    const answer = Array.isArray(entry) ? (entry.shift() ?? 404) : entry;
    if (answer === 302) response.writeHead(302, { location: '/news.jar' }).end();
    else if (answer === 307) response.writeHead(307, { location: request.url }).end();
    else if (typeof answer === 'number') response.writeHead(answer).end('no');
    else if (request.url === '/closed.jar') void (request.socket.write('HTTP/1.0 200 OK\r\n\r\n'), request.socket.end(answer));
    else response.end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

/** Runs what the init container runs, with the target in a folder of ours. */
async function fetchJar(spec: Partial<JVMJobSpec>): Promise<{ code: number; out: string; file: string }> {
  const catalog = { ...DEFAULT_CATALOG, maven: { url: base } };
  const container = fetchContainer(jvmJob(spec).spec, catalog);
  const file = path.join(fs.mkdtempSync(path.join(folder, 'run-')), 'program.jar');
  const [, ...words] = wordsOf(container).slice(0, -1);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...words, file], { env: variablesOf(container) });
    return { code: 0, out: stdout.replaceAll(base, 'BASE'), file };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, out: stderr.replaceAll(base, 'BASE'), file };
  }
}

test.each([
  ['an address', { jar: '/news.jar', sha256: SHA256 }, 'BASE/news.jar with the sha256'],
  ['an address that leads elsewhere', { jar: '/moved.jar', sha256: SHA256 }, 'BASE/moved.jar with the sha256'],
  ['a server that says the end by closing', { jar: '/closed.jar', sha256: SHA256 }, 'BASE/closed.jar with the sha256'],
  ['a busy server', { jar: '/busy.jar', sha256: SHA256 }, 'BASE/busy.jar with the sha256'],
  ['a repository with SHA-1 alone', { jar: 'a:b:1' }, 'BASE/a/b/1/b-1.jar with the sha1'],
  ['a repository with SHA-256', { jar: 'a:b:2' }, 'BASE/a/b/2/b-2.jar with the sha256'],
  ['a repository without checksum, where the job has one', { jar: 'a:b:3', sha256: SHA256 }, 'BASE/a/b/3/b-3.jar with the sha256'],
])('%s gives the jar', async (_what, { jar, ...rest }, said) => {
  const { code, out, file } = await fetchJar({ jar: jar.startsWith('/') ? base + jar : jar, ...rest });
  expect(out).toContain(`Fetched ${said}`);
  expect(code).toBe(0);
  expect(fs.readFileSync(file).equals(BYTES)).toBe(true);
});

test.each([
  ['another file', { jar: '/news.jar', sha256: WRONG }, `BASE/news.jar has the sha256 ${SHA256}, not ${WRONG} as spec.sha256 says.`],
  ['another file in the repository', { jar: 'a:b:1', sha256: WRONG }, `BASE/a/b/1/b-1.jar has the sha256 ${SHA256}, not ${WRONG} as spec.sha256 says.`],
  ['a file that is not what the repository says', { jar: 'a:b:4' }, `BASE/a/b/4/b-4.jar has the sha512 ${digest('sha512')}, not ${WRONG} as the repository says.`],
  ['no checksum at all', { jar: 'a:b:3' }, 'The repository has no checksum of BASE/a/b/3/b-3.jar. Give spec.sha256.'],
  ['no file', { jar: 'a:b:9' }, 'BASE/a/b/9/b-9.jar is not there (404). Correct spec.jar.'],
  ['a circle', { jar: '/round.jar', sha256: SHA256 }, 'BASE/round.jar leads from one address to another without end.'],
  ['no right to read', { jar: '/secret.jar', sha256: SHA256 }, 'BASE/secret.jar cannot be fetched: the server answers 401.'],
])('%s is told in one line', async (_what, { jar, ...rest }, said) => {
  const { code, out } = await fetchJar({ jar: jar.startsWith('/') ? base + jar : jar, ...rest });
  expect(out).toContain(`error: ${said}\n`);
  expect(code).toBe(1);
});
