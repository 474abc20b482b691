import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { violations } from '../../../builders/pod-security';
import { jobSetOf, jvmJob, mainOf, part, podOf, SHA256, templateOf } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

const JAR = '/opt/ds/jar/program.jar';
const OPTIONS = ['-XX:MaxRAMPercentage=75', '-XX:+ExitOnOutOfMemoryError', '-Duser.home=/home/ds'];

const catalog = { ...DEFAULT_CATALOG, maven: { url: 'https://maven.example.com/releases/' }, images: { node: 'registry.example.com/node:24' } };
const fetcherOf = (job: Parameters<typeof podOf>[0]) => podOf(job, catalog).initContainers?.[0] ?? { name: 'none' };

test('runs the jar, or a class of it, with its arguments', () => {
  expect(wordsOf(mainOf(jvmJob({ args: '--day "a b" $(date)' })))).toEqual(['java', ...OPTIONS, '-jar', JAR, '--day', 'a b', '$(date)']);
  expect(wordsOf(mainOf(jvmJob({ mainClass: 'com.example.News$Main', args: ['x'] })))).toEqual(['java', ...OPTIONS, '-classpath', JAR, 'com.example.News$Main', 'x']);
});

test("the job's own options come last, so that they decide", () => {
  const words = wordsOf(mainOf(jvmJob({ jvmOptions: ['-XX:MaxRAMPercentage=50', '-Da=$(HOME)'] })));
  expect(words.slice(1, -2)).toEqual([...OPTIONS, '-XX:MaxRAMPercentage=50', '-Da=$(HOME)']);
});

test('is started as the runtime says', () => {
  const runtimes = { ...DEFAULT_CATALOG.runtimes, 'jvm-17': { image: 'registry.example.com/jvm:17', language: 'jvm' as const, version: '17', command: '/opt/java/bin/java' } };
  const main = mainOf(jvmJob(), { ...DEFAULT_CATALOG, runtimes });
  expect(main).toMatchObject({ image: 'registry.example.com/jvm:17', command: ['/opt/java/bin/java'] });
});

describe('the jar', () => {
  test.each([
    ['com.example.news:index:1.4.0', 'https://maven.example.com/releases/com/example/news/index/1.4.0/index-1.4.0.jar'],
    ['news:index_2.13:1+2:all', 'https://maven.example.com/releases/news/index_2.13/1+2/index_2.13-1+2-all.jar'],
  ])('%s is at %s', (jar, url) => {
    expect(variablesOf(fetcherOf(jvmJob({ jar })))).toMatchObject({ DS_JAR_URL: url });
    expect(variablesOf(fetcherOf(jvmJob({ jar })))).not.toHaveProperty('DS_JAR_SHA256');
    expect(variablesOf(fetcherOf(jvmJob({ jar, sha256: SHA256 })))).toMatchObject({ DS_JAR_SHA256: SHA256 });
  });

  test('is fetched from its address as it is', () => {
    const jar = 'https://jars.example.com/$(HOME)/news.jar';
    expect(variablesOf(fetcherOf(jvmJob({ jar, sha256: SHA256 })))).toMatchObject({ DS_JAR_URL: jar, DS_JAR_SHA256: SHA256 });
  });

  test("is fetched with the platform's Node.js, with the memory of the size and without its GPUs", () => {
    const fetcher = fetcherOf(jvmJob({ size: 'GpuSmall' }));
    expect(fetcher).toMatchObject({ name: 'jar', image: 'registry.example.com/node:24', resources: { limits: { cpu: '4', memory: '16Gi' } } });
    expect(fetcher.command?.[0]).toBe('node');
    expect(podOf(jvmJob()).initContainers?.[0]?.image).toBe('docker.io/library/node:24.21.0-slim');
  });

  test('is where both containers see it', () => {
    const { initContainers = [], containers, volumes } = podOf(jvmJob());
    for (const container of [...initContainers, ...containers]) expect(container.volumeMounts).toContainEqual({ name: 'jar', mountPath: '/opt/ds/jar' });
    expect(volumes).toContainEqual({ name: 'jar', emptyDir: { sizeLimit: '100Gi' } });
  });
});

test('its pods may run in a restricted namespace', () => {
  expect(violations(templateOf(jobSetOf(jvmJob())))).toEqual([]);
});

test('many pods know their number, how many there are, and where pod 0 is; each is tried again alone', () => {
  const job = jvmJob({ parallelism: 2, completions: 5, backoffLimit: 3 });
  const jobSet = jobSetOf(job);
  expect(part(jobSet, 'main').template.spec).toMatchObject({ completionMode: 'Indexed', completions: 5, parallelism: 2, backoffLimit: 3 });
  expect(jobSet.spec.failurePolicy).toEqual({ maxRestarts: 0 });
  expect(variablesOf(mainOf(job), 3)).toMatchObject({ DS_JOB_KIND: 'JVMJob', DS_REPLICA_INDEX: '3', DS_REPLICA_COUNT: '5', DS_LEADER_HOST: 'news-jvm-main-0-0.news-jvm' });
});
