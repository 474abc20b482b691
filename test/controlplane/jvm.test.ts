import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { MAVEN_URL } from '../../sandbox/package-index/install';
import { jvmJob } from '../builders/jobs';
import { binFolder, blocks, shownCommands, typeIn } from '../support/console';
import { sandbox } from './support/cluster';
import { ended, logOf, podOf, podsOf, removeJobs, says, start } from './support/jobs';
import { TENANT } from './support/platform';

const GROOVY = 'org.apache.groovy:groovy:4.0.28';
const PICOCLI = { url: `${MAVEN_URL}info/picocli/picocli/4.7.7/picocli-4.7.7.jar`, sha256: 'f86e30fffd10d2b13b8caa8d4b237a7ee61f2ffccf5b1941de718b765d235bf8' };
const WRONG = '0'.repeat(64);

/** Runs a script with a jar of the repository. */
const groovy = (name: string, script: string, spec: object = {}) => jvmJob({ jar: GROOVY, mainClass: 'groovy.ui.GroovyMain', args: ['-e', script], ...spec }, { name });

const HEAP = 'println "heap ${Runtime.runtime.maxMemory() >> 20} MiB, home ${System.getProperty(\'user.home\')}, pod ${System.getenv(\'DS_REPLICA_INDEX\')}"';
const FULL = 'def all = []; while (true) all << new byte[1 << 20]';

const JOBS = {
  small: groovy('jvm-small', HEAP, { parallelism: 2 }),
  medium: groovy('jvm-medium', HEAP, { size: 'CpuMedium' }),
  half: groovy('jvm-half', HEAP, { size: 'CpuMedium', jvmOptions: ['-XX:MaxRAMPercentage=50'] }),
  address: jvmJob({ jar: PICOCLI.url, sha256: PICOCLI.sha256, args: ['--version'] }, { name: 'jvm-address' }),
  other: jvmJob({ jar: PICOCLI.url, sha256: WRONG }, { name: 'jvm-other' }),
  absent: jvmJob({ jar: 'org.apache.groovy:groovy:4.0.0' }, { name: 'jvm-absent' }),
  full: groovy('jvm-full', FULL),
  killed: groovy('jvm-killed', FULL, { jvmOptions: ['-XX:MaxRAMPercentage=100', '-XX:+AlwaysPreTouch', '-XX:InitialRAMPercentage=100'] }),
  thrown: groovy('jvm-thrown', 'throw new IllegalStateException("no news today")'),
};

afterAll(removeJobs, 90_000);

/** How much of a memory the JVM calls its heap depends a little on its collector. */
const heapOf = (log: string): number => Number(/heap (\d+) MiB/.exec(log)?.[1]);

test('a jar by its coordinates runs in two pods, with three quarters of their memory', async () => {
  await start(JOBS.small);
  expect((await ended(JOBS.small)).status).toMatchObject({ phase: 'Succeeded', restarts: 0 });
  const logs = await Promise.all((await podsOf(JOBS.small)).map(logOf));
  expect(logs).toHaveLength(2);
  for (const [index, log] of logs.entries()) {
    expect(log).toContain(`home /home/ds, pod ${index}`);
    expect(heapOf(log)).toBeGreaterThan(512 * 0.7);
    expect(heapOf(log)).toBeLessThanOrEqual(512 * 0.75);
  }
}, 180_000);

test('the heap follows the size, and what the job says', async () => {
  await start(JOBS.medium);
  expect((await ended(JOBS.medium)).status).toMatchObject({ phase: 'Succeeded' });
  const heap = heapOf(await logOf(await podOf(JOBS.medium)));
  expect(heap).toBeGreaterThan(1024 * 0.7);
  expect(heap).toBeLessThanOrEqual(1024 * 0.75);
  await start(JOBS.half);
  expect((await ended(JOBS.half)).status).toMatchObject({ phase: 'Succeeded' });
  expect(heapOf(await logOf(await podOf(JOBS.half)))).toBeLessThanOrEqual(512);
}, 180_000);

test('docs/jvm.md: the commands print what it shows', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-docs-'));
  try {
    fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/jvm.md', 'yaml')[0] ?? '');
    const env = { ...process.env, KUBECONFIG: sandbox().kubeconfig, PATH: `${binFolder(folder)}:${process.env.PATH}` };
    const commands = shownCommands('docs/jvm.md');
    const out = typeIn([`ds() { command ds "$@" --namespace ${TENANT}; }`, ...commands.map(({ command }) => command), 'ds delete jvmj/heap --wait'], { cwd: folder, env, timeout: 110_000 });
    for (const { command, prints } of commands) expect(out).toContain([`$ ${command}`, ...prints].join('\n'));
    expect(out).toMatch(/^\d{3}$/m);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}, 120_000);

test('a jar from an address starts by itself', async () => {
  await start(JOBS.address);
  expect((await ended(JOBS.address)).status).toMatchObject({ phase: 'Succeeded' });
  expect(await logOf(await podOf(JOBS.address))).toContain('picocli.AutoComplete 4.7.7');
}, 120_000);

test('another file than was meant, or none, fails the job before it starts', async () => {
  await start(JOBS.other, JOBS.absent);
  await says(JOBS.other, 'Failed', `Fetching the jar failed: ${PICOCLI.url} has the sha256 ${PICOCLI.sha256}, not ${WRONG} as spec.sha256 says.`);
  await says(JOBS.absent, 'Failed', `Fetching the jar failed: ${MAVEN_URL}org/apache/groovy/groovy/4.0.0/groovy-4.0.0.jar is not there (404). Correct spec.jar.`);
  const started = (await podsOf(JOBS.other)).flatMap(({ status }) => status?.containerStatuses ?? []).filter(({ state }) => state?.running ?? state?.terminated);
  expect(started).toEqual([]);
}, 120_000);

test('memory that ran out is told as such, on the heap and beyond it; an exception with its message', async () => {
  await start(JOBS.full, JOBS.thrown);
  const [pod] = await Promise.all([ended(JOBS.full).then(() => podOf(JOBS.full)), ended(JOBS.thrown)]);
  await says(JOBS.full, 'Failed', `Class groovy.ui.GroovyMain ran out of memory in pod ${pod.metadata.name} (Java heap space). Ask for a larger size.`);
  const { status } = await ended(JOBS.thrown);
  expect(status?.message).toContain('no news today');
  await start(JOBS.killed);
  await ended(JOBS.killed);
  await says(JOBS.killed, 'Failed', `Class groovy.ui.GroovyMain ran out of memory in pod ${(await podOf(JOBS.killed)).metadata.name} (limit 512Mi). Ask for a larger size.`);
}, 180_000);
