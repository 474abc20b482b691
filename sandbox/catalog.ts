import { IMAGE_NAMES, type ImageName, imageReference } from './images/catalogue';
import { SPARK_VERSION } from './images/spark';
import { JAVA_VERSION } from './images/versions';
import { MAVEN_URL, PACKAGE_INDEX_URL } from './package-index/install';
import { type Plan, STORAGE_IMAGES } from './plan';

/** Labels that the real node carries, so that both pools below are on it. */
export const NODE_LABELS: Readonly<Record<string, string>> = {
  'ds.bloomberg.com/node-pool-cpu': 'true',
  'ds.bloomberg.com/node-pool-gpu': 'true',
};

const [cpu, gpu] = Object.keys(NODE_LABELS).map((label) => ({ [label]: 'true' }));

/** What of a sandbox decides what its jobs find. */
export type Furnishing = Pick<Plan, 'node' | 'images' | 'gpus' | 'packageIndex' | 'storage'>;

/** A sandbox that has everything. */
const EVERYTHING: Furnishing = { node: 'real', images: IMAGE_NAMES, gpus: 8, packageIndex: true, storage: true };

interface SandboxRuntime {
  readonly image: string;
  readonly language: 'python' | 'jvm';
  readonly framework?: string;
  readonly version: string;
  readonly jupyterLab?: boolean;
}

/** Every runtime that a sandbox can offer, with the image that must be there. */
function runtimes(): readonly (readonly [name: string, image: ImageName, runtime: Omit<SandboxRuntime, 'image'>])[] {
  const python = { language: 'python', version: '3.11' } as const;
  return [
    // No package registry has TensorFlow 1.13 for a Python of today; jobs that name it bring what they need.
    ['tensorflow-1.13-python-3', 'python', { ...python, framework: 'tensorflow', version: '1.13.2' }],
    ['tensorflow-2-python-3', 'tensorflow', { ...python, framework: 'tensorflow', version: '2' }],
    ['python-3', 'python', python],
    // For SparkJobs where the sandbox has the Spark operator and the catalog says so.
    ['spark-4', 'spark', { language: 'jvm', framework: 'spark', version: SPARK_VERSION }],
    [`jvm-${JAVA_VERSION}`, 'jvm', { language: 'jvm', version: JAVA_VERSION }],
    ['jupyter-python-3', 'jupyter', { ...python, jupyterLab: true }],
  ];
}

const SIZES = {
  CpuSmall: { cpu: '250m', memory: '512Mi', nodePool: 'cpu' },
  CpuMedium: { cpu: '500m', memory: '1Gi', nodePool: 'cpu' },
  GpuSmall: { cpu: '500m', memory: '2Gi', gpus: 1, nodePool: 'gpu' },
  GpuLarge: { cpu: '1', memory: '2Gi', gpus: 4, nodePool: 'gpu' },
};

/**
 * What jobs find in a sandbox, in the platform's format of a catalog: the usual names, on the images that it was brought up with and with
 * sizes that fit the machine. GPUs are counted, not there: TensorFlow runs on the CPU. On simulated nodes no image is looked at.
 * @param sandbox what it was brought up with. @default - with everything
 */
export function sandboxCatalog({ node, images, gpus, packageIndex, storage }: Furnishing = EVERYTHING): object {
  const there = new Set<ImageName>(node === 'none' ? IMAGE_NAMES : [...images, ...(storage ? STORAGE_IMAGES : [])]);
  return {
    runtimes: Object.fromEntries(runtimes().flatMap(([name, image, runtime]) => (there.has(image) ? [[name, { image: imageReference(image), ...runtime }]] : []))),
    sizes: Object.fromEntries(Object.entries(SIZES).filter(([, size]) => !('gpus' in size) || size.gpus <= gpus)),
    nodePools: { cpu: { labels: cpu }, gpu: { labels: gpu } },
    ...(packageIndex && { packageIndex: { url: PACKAGE_INDEX_URL, trustedHosts: [new URL(PACKAGE_INDEX_URL).hostname] }, maven: { url: MAVEN_URL } }),
    identityProviders: { hadoop: { authentication: 'simple' } },
    images: { node: imageReference('node') },
  };
}
