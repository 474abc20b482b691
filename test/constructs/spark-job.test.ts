import { Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { ComputeSize } from '../../constructs/compute-size';
import { Runtime } from '../../constructs/runtime';
import { SparkJob, type SparkJobProps } from '../../constructs/spark-job';
import type { KubeObject } from '../../lib/k8s/object';
import { chart } from '../builders/charts';
import { SPARK_CATALOG } from '../builders/jobs';

const PROPS: SparkJobProps = { metadata: { name: 'counts' }, framework: Runtime.SPARK_4, size: ComputeSize.CPU_SMALL };

function emitted(props: Partial<SparkJobProps>): KubeObject[] {
  const platform = chart();
  new PlatformCatalog(platform, 'catalog', { catalog: SPARK_CATALOG });
  const jobs = new Chart(platform, 'jobs');
  new SparkJob(jobs, 'job', { ...PROPS, ...props });
  return Testing.synth(jobs) as KubeObject[];
}

test('is written as in YAML', () => {
  const props = {
    mainApplicationFile: 'local:///opt/app.jar',
    mainClass: 'com.example.App',
    packages: ['a:b:1'],
    sparkConf: { 'spark.sql.shuffle.partitions': '8' },
    driver: { size: ComputeSize.CPU_MEDIUM },
    executor: { instances: 2, size: ComputeSize.CPU_LARGE },
  };
  expect(emitted(props)).toEqual([
    {
      apiVersion: 'ds.bloomberg.com/v1',
      kind: 'SparkJob',
      metadata: { name: 'counts' },
      spec: { framework: 'spark-4', size: 'CpuSmall', ...props, driver: { size: 'CpuMedium' }, executor: { instances: 2, size: 'CpuLarge' } },
    },
  ]);
});

test('without the operator, the native object is written', () => {
  expect(emitted({ module: 'counts', dynamicAllocation: { maxExecutors: 4 }, expand: 'synth' })).toMatchObject([{ kind: 'SparkApplication', metadata: { name: 'counts-sp' }, spec: { executor: { instances: 4 } } }]);
});

test('is refused with every error', () => {
  expect(() => emitted({ mainClass: 'A', dynamicAllocation: { minExecutors: 2, maxExecutors: 1 } })).toThrow(/3 errors[\s\S]*spec\.mainApplicationFile[\s\S]*spec\.mainClass[\s\S]*spec\.dynamicAllocation/);
});
