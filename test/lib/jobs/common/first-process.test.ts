import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { PythonJobSpec } from '../../../../lib/jobs/python/spec';
import { fetchContainer } from '../../../../lib/jobs/jvm/fetch';
import { start, type Container } from '../../../builders/container';
import { jvmJob, mainOf, podOf, pythonJob } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

/** The command of a job, as process 1 of a namespace of its own. */
function run(spec: Partial<PythonJobSpec>, env: Record<string, string> = {}): Container {
  return start(wordsOf(mainOf(pythonJob(spec))), env);
}

const WAITS = 'print("ready")\nimport time\nwhile True: time.sleep(60)';

describe('a Python program that is asked to end', () => {
  test('ends at once where it says nothing about it, as it would anywhere', async () => {
    const container = run({ script: WAITS });
    await container.says('ready\n');
    await container.signal('SIGTERM');
    expect(await container.ended).toEqual({ code: 143, said: 'ready\n' });
  });

  test('ends also where it waits in a library, and takes no step of Python', async () => {
    const container = run({ script: 'print("ready")\nimport ctypes\nctypes.PyDLL(None).sleep(3600)' });
    await container.says('ready\n');
    await container.signal('SIGTERM');
    expect((await container.ended).code).toBe(143);
  });

  test.each(['SIGINT', 'SIGUSR1'] as const)('has its own handler for %s called, once, and ends as it wants', async (name) => {
    const script = `import signal, sys, time\ndef ask(*_):\n    print("asked")\n    time.sleep(0.5)\n    print("saved")\n    sys.exit(3)\nsignal.signal(signal.${name}, ask)\n${WAITS}`;
    const container = run({ script });
    await container.says('ready\n');
    await container.signal(name);
    expect(await container.ended).toEqual({ code: 3, said: 'ready\nasked\nsaved\n' });
  });

  test('has the time that its handler takes', async () => {
    const script = `import atexit, signal, sys, time\natexit.register(print, "left")\ndef save(*_):\n    time.sleep(1)\n    print("saved")\n    sys.exit(143)\nsignal.signal(signal.SIGTERM, save)\n${WAITS}`;
    const container = run({ script });
    await container.says('ready\n');
    await container.signal('SIGTERM');
    expect(await container.ended).toEqual({ code: 143, said: 'ready\nsaved\nleft\n' });
  });

  test('takes with it what it has started', async () => {
    const container = run({ script: `import subprocess, sys\nsubprocess.Popen(["sleep", "3600"], start_new_session=True)\n${WAITS}` });
    await container.says('ready\n');
    await container.signal('SIGTERM');
    // The output is closed only when nobody holds it any more.
    expect((await container.ended).code).toBe(143);
  });
});

describe('a Python program', () => {
  test.each([
    ['sys.exit(0)', 0],
    ['sys.exit(7)', 7],
    ['raise ValueError("bad")', 1],
    ['os.kill(os.getpid(), 9)', 137],
    ['os.abort()', 134],
  ])('that ends by %s gives the exit code %d', async (end, code) => {
    expect((await run({ script: `import os, sys\n${end}` }).ended).code).toBe(code);
  });

  test('outlives the processes that its own leave behind', async () => {
    const script = 'import subprocess, time\nfor _ in range(5): subprocess.run(["sh", "-c", "sleep 0.1 &"])\ntime.sleep(0.5)\nprint("lives")';
    expect(await run({ script }).ended).toEqual({ code: 0, said: 'lives\n' });
  });

  test('has its arguments, its name and its modules as Python gives them', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-module-'));
    fs.mkdirSync(path.join(folder, 'news'));
    fs.writeFileSync(path.join(folder, 'news/index.py'), 'import sys\nprint(__name__, __spec__.name, sys.argv[1:])\n');
    const { said } = await run({ module: 'news.index', args: ['--a', 'b c', '"', '$(X)'] }, { PYTHONPATH: folder }).ended;
    fs.rmSync(folder, { recursive: true });
    expect(said).toBe(`__main__ news.index ['--a', 'b c', '"', '$(X)']\n`);
  });
});

describe('what prepares a pod ends when it is asked to', () => {
  let server: http.Server;
  let asked: Promise<void>;
  let address: string;
  beforeEach(async () => {
    // Takes requests, and never answers.
    asked = new Promise((resolve) => (server = http.createServer(() => resolve())));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('what installs packages', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-environment-'));
    const environment = podOf(pythonJob({ pipPackages: ['anything'] })).initContainers![0]!;
    const words = wordsOf(environment).map((word) => (word === '/opt/ds/environment' ? folder : word));
    const container = start(words, { ...variablesOf(environment), HOME: folder, PIP_INDEX_URL: `${address}/simple/`, PIP_CONFIG_FILE: '/dev/null' });
    await asked;
    await container.signal('SIGTERM');
    expect((await container.ended).code).toBe(143);
    fs.rmSync(folder, { recursive: true });
  });

  test('what fetches a jar', async () => {
    const fetch = fetchContainer(jvmJob({ jar: `${address}/a.jar`, sha256: 'a'.repeat(64) }).spec, DEFAULT_CATALOG);
    const container = start(wordsOf(fetch), { ...variablesOf(fetch), NO_PROXY: '*' });
    await asked;
    await container.signal('SIGTERM');
    expect((await container.ended).code).toBe(143);
  });

  test('what checks datasets', async () => {
    const datasets = [{ name: 'endless', volume: { claimName: 'data' }, checksum: 'a'.repeat(64) }];
    const check = podOf(pythonJob({ datasets })).initContainers![0]!;
    const container = start(wordsOf(check).map((word) => (word === '/data/endless' ? '/dev/zero' : word)));
    await container.opens('/dev/zero');
    await container.signal('SIGTERM');
    expect((await container.ended).code).toBe(143);
  });
});
