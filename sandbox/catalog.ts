import { imageReference } from './images/catalogue';
import { SPARK_VERSION } from './images/spark';
import { JAVA_VERSION } from './images/versions';
import { MAVEN_URL, PACKAGE_INDEX_URL } from './package-index/install';

/** Labels that the real node carries, so that both pools below are on it. */
export const NODE_LABELS: Readonly<Record<string, string>> = {
  'ds.bloomberg.com/node-pool-cpu': 'true',
  'ds.bloomberg.com/node-pool-gpu': 'true',
};

const [cpu, gpu] = Object.keys(NODE_LABELS).map((label) => ({ [label]: 'true' }));

/**
 * What jobs find in a sandbox, in the platform's format of a catalog: the usual names, on images made here and with sizes that fit
 * the machine. GPUs are counted, not there: TensorFlow runs on the CPU.
 */
export function sandboxCatalog(): object {
  const python = { image: imageReference('python'), language: 'python', version: '3.11' };
  const tensorflow = { ...python, image: imageReference('tensorflow'), framework: 'tensorflow' };
  return {
    runtimes: {
      // No package registry has TensorFlow 1.13 for a Python of today; jobs that name it bring what they need.
      'tensorflow-1.13-python-3': { ...python, framework: 'tensorflow', version: '1.13.2' },
      'tensorflow-2-python-3': { ...tensorflow, version: '2' },
      'python-3': python,
      // Where the sandbox has the Spark operator and the catalog says so.
      'spark-4': { image: imageReference('spark'), language: 'jvm', framework: 'spark', version: SPARK_VERSION },
      [`jvm-${JAVA_VERSION}`]: { image: imageReference('jvm'), language: 'jvm', version: JAVA_VERSION },
      'jupyter-python-3': { ...python, image: imageReference('jupyter'), jupyterLab: true },
    },
    sizes: {
      CpuSmall: { cpu: '250m', memory: '512Mi', nodePool: 'cpu' },
      CpuMedium: { cpu: '500m', memory: '1Gi', nodePool: 'cpu' },
      GpuSmall: { cpu: '500m', memory: '2Gi', gpus: 1, nodePool: 'gpu' },
      GpuLarge: { cpu: '1', memory: '2Gi', gpus: 4, nodePool: 'gpu' },
    },
    nodePools: { cpu: { labels: cpu }, gpu: { labels: gpu } },
    packageIndex: { url: PACKAGE_INDEX_URL, trustedHosts: [new URL(PACKAGE_INDEX_URL).hostname] },
    maven: { url: MAVEN_URL },
    identityProviders: { hadoop: { authentication: 'simple' } },
    images: { node: imageReference('node') },
  };
}
