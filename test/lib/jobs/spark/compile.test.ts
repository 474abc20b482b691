import { demandOf } from '../../../../lib/jobs/demand';
import { shareMemory } from '../../../../lib/jobs/spark/memory';
import { Quantity } from '../../../../lib/quantity/quantity';
import { kerberosCatalog } from '../../../builders/hadoop';
import { applicationOf, SPARK_CATALOG, sparkJob } from '../../../builders/jobs';

const JAR = { mainApplicationFile: 'hdfs://CLUSTER/apps/app.jar', mainClass: 'com.example.App' };

test('a jar runs with its class and arguments', () => {
  const { spec } = applicationOf(sparkJob({ ...JAR, args: "--day '2026 01'" }));
  expect(spec).toMatchObject({ type: 'Scala', mode: 'cluster', sparkVersion: '4.2.0', mainApplicationFile: JAR.mainApplicationFile, mainClass: JAR.mainClass, arguments: ['--day', '2026 01'] });
  expect(spec.driver.template.spec?.volumes?.map(({ name }) => name)).toEqual(['home', 'tmp', 'shm']);
});

test('a module is run by a program that the pod itself carries', () => {
  const { spec } = applicationOf(sparkJob({ args: ['1'] }));
  expect(spec).toMatchObject({ type: 'Python', mainApplicationFile: 'local:///opt/ds/program/run_module.py', arguments: ['news.counts', '1'] });
  expect(spec.mainClass).toBeUndefined();
  expect(spec.driver.template.metadata?.annotations?.['ds.bloomberg.com/program']).toContain('runpy.run_module(sys.argv[0]');
  expect(spec.driver.template.spec?.volumes).toContainEqual({
    name: 'program',
    downwardAPI: { items: [{ path: 'run_module.py', fieldRef: { fieldPath: "metadata.annotations['ds.bloomberg.com/program']" } }] },
  });
  expect(spec.executor.template.metadata?.annotations).toBeUndefined();
});

test('it is queued, and suspended by nobody but the queue', () => {
  const { metadata, spec } = applicationOf(sparkJob({ queue: 'night', priority: 'low' }));
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'night', 'kueue.x-k8s.io/priority-class': 'low', 'ds.bloomberg.com/job-name': 'news' });
  expect(spec).not.toHaveProperty('suspend');
  expect(spec).not.toHaveProperty('dynamicAllocation');
});

test('what Spark takes beside the heap is within the size, and the queue is asked for the whole size', () => {
  const { spec } = applicationOf(sparkJob({ driver: { size: 'CpuSmall' }, executor: { instances: 3, size: 'CpuMedium' } }));
  expect(spec.driver).toMatchObject({ cores: 1, coreRequest: '1', coreLimit: '1', memory: '2925m', memoryOverhead: '1171m', memoryLimit: '4096m' });
  expect(spec.executor).toMatchObject({ cores: 4, coreRequest: '4', coreLimit: '4', memory: '11702m', memoryOverhead: '4682m', memoryLimit: '16384m', instances: 3 });
  expect(spec.executor.initContainers[0]).toMatchObject({ name: 'size', command: ['/bin/true'], resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { cpu: '4', memory: '16Gi' } } });
});

test('with Kerberos, who renews the tickets has its part of the size, and Spark is told that somebody does', () => {
  const { identityProviders } = kerberosCatalog();
  const { spec } = applicationOf(sparkJob({ identities: [{ hadoop: { id: 'davideis' } }] }), { ...SPARK_CATALOG, identityProviders });
  expect(spec.sparkConf).toMatchObject({ 'spark.kerberos.renewal.credentials': 'ccache' });
  for (const { coreRequest, memoryLimit, initContainers } of [spec.driver, spec.executor]) {
    expect(initContainers.map(({ name }) => name)).toEqual(['kerberos', 'kerberos-renewal', 'size']);
    const renewal = initContainers[1]?.resources?.requests ?? {};
    const sum = (own: string, other: string | undefined): string => Quantity.parse(own).plus(Quantity.parse(other ?? '0')).toString();
    expect([sum(coreRequest, renewal.cpu), sum(memoryLimit.replace(/m$/, 'Mi'), renewal.memory)]).toEqual(['1', '4Gi']);
  }
});

test.each(['896Mi', '1Gi', '1500Mi', '4Gi', '64Gi', '100G'])('the parts of %s are the whole', (memory) => {
  for (const language of ['jvm', 'python'] as const) {
    const { total, heap, overhead } = shareMemory(memory, language);
    expect(heap + overhead).toBe(total);
    expect(Quantity.parse(`${total}Mi`).compare(Quantity.parse(memory))).toBeLessThanOrEqual(0);
    expect(heap).toBeGreaterThanOrEqual(512);
    expect(overhead).toBeGreaterThanOrEqual(384);
  }
});

test('executors have the GPUs of their size, the driver has none of its own', () => {
  const { spec } = applicationOf(sparkJob({ executor: { size: 'GpuMedium' } }));
  expect(spec.executor.gpu).toEqual({ name: 'nvidia.com/gpu', quantity: 2 });
  expect(spec.executor.nodeSelector).toEqual({ 'ds.bloomberg.com/node-pool': 'gpu' });
  expect(spec.driver).not.toHaveProperty('gpu');
  expect(spec.driver.nodeSelector).toEqual({ 'ds.bloomberg.com/node-pool': 'cpu' });
});

test('the driver alone has an account that may make pods', () => {
  const { driver, executor } = applicationOf(sparkJob()).spec;
  expect([driver.serviceAccount, driver.template.spec?.automountServiceAccountToken]).toEqual(['ds-spark', true]);
  expect([executor.serviceAccount, executor.template.spec?.automountServiceAccountToken]).toEqual(['default', false]);
});

test('to the queue, a job whose executors come and go is one of as many as it may have', () => {
  const job = sparkJob({ dynamicAllocation: { minExecutors: 1, maxExecutors: 5 } });
  const { spec } = applicationOf(job);
  expect(spec.executor.instances).toBe(5);
  expect(spec.sparkConf).toMatchObject({
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.minExecutors': '1',
    'spark.dynamicAllocation.maxExecutors': '5',
    'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
  });
  expect(demandOf(job, SPARK_CATALOG).map(({ role, pods }) => [role, pods])).toEqual([['driver', 1], ['executor', 5]]);
});

test('Python packages are on the driver and on every executor', () => {
  const { driver, executor, sparkConf } = applicationOf(sparkJob({ pipPackages: ['numpy'] })).spec;
  expect(sparkConf).toMatchObject({ 'spark.pyspark.python': '/opt/ds/environment/bin/python', 'spark.pyspark.driver.python': '/opt/ds/environment/bin/python' });
  for (const { initContainers } of [driver, executor]) expect(initContainers.map(({ name }) => name)).toEqual(['size', 'environment']);
});

test('libraries are fetched by each pod, not by the operator', () => {
  const { spec } = applicationOf(sparkJob({ ...JAR, packages: ['org.apache.spark:spark-avro_2.13:4.2.0', 'a:b:1'] }));
  expect(spec).not.toHaveProperty('deps');
  expect(spec.sparkConf).toMatchObject({ 'spark.driver.extraClassPath': '/opt/ds/packages/*', 'spark.executor.extraClassPath': '/opt/ds/packages/*' });
  expect(spec.executor.initContainers[1]?.command?.at(-1)).toContain(' -retrieve "/opt/ds/packages/[');
  const variables = Object.fromEntries(spec.executor.initContainers[1]?.env?.map(({ name, value }) => [name, value]) ?? []);
  expect(variables.DS_IVY_SETTINGS).toContain('root="https://maven.example.com/releases/"');
  expect(variables.DS_IVY_PACKAGES).toContain('<dependency org="org.apache.spark" name="spark-avro_2.13" rev="4.2.0" conf="default-&gt;default"/>'.replace('&gt;', '>'));
});

test.each([
  [{}, { type: 'Never' }],
  [{ backoffLimit: 2 }, { type: 'OnFailure', onFailureRetries: 2, onFailureRetryInterval: 10 }],
])('%j is tried again so often', (given, expected) => {
  expect(applicationOf(sparkJob(given)).spec.restartPolicy).toEqual(expected);
});

test('the deadline is the queue\'s: a driver that ended at it would be tried again', () => {
  const { metadata, spec } = applicationOf(sparkJob({ activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 5 }));
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/max-exec-time-seconds': '60' });
  expect(spec.driver.template.spec).not.toHaveProperty('activeDeadlineSeconds');
  expect(spec.timeToLiveSeconds).toBe(5);
});

test('a driver stays long enough that the reason why it goes can be read', () => {
  const { driver, executor } = applicationOf(sparkJob()).spec;
  expect(driver.template.spec?.containers[0]?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  expect(executor.template.spec?.containers[0]).not.toHaveProperty('lifecycle');
});

test('settings of a job come beside those of the platform', () => {
  expect(applicationOf(sparkJob({ sparkConf: { 'spark.log.level': 'INFO', 'spark.sql.shuffle.partitions': '8' } })).spec.sparkConf).toMatchObject({
    'spark.log.level': 'INFO',
    'spark.sql.shuffle.partitions': '8',
  });
});
