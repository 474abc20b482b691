import type { Catalog } from './spec';

/** Node pool of jobs without GPUs, in the default catalog. */
export const CPU_POOL = 'cpu';

/** Node pool of jobs with GPUs, in the default catalog. */
export const GPU_POOL = 'gpu';

/**
 * The catalog that a platform starts with. Images carry tags; `lock.image` of a job, or a catalog of your own, pins digests.
 * Sizes ask for whole shares of common nodes: 16 cores and 64 GiB for each large GPU.
 */
export const DEFAULT_CATALOG: Catalog = {
  runtimes: {
    'tensorflow-1.13-python-3': { image: 'docker.io/tensorflow/tensorflow:1.13.2-gpu-py3', language: 'python', framework: 'tensorflow', version: '1.13.2' },
    'tensorflow-2-python-3': { image: 'docker.io/tensorflow/tensorflow:2.19.0-gpu', language: 'python', framework: 'tensorflow', version: '2.19.0' },
    'pytorch-2-python-3': { image: 'docker.io/pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime', language: 'python', framework: 'pytorch', version: '2.7.1' },
    'python-3': { image: 'docker.io/library/python:3.13-slim-bookworm', language: 'python', version: '3.13' },
    'jupyter-python-3': { image: 'quay.io/jupyter/minimal-notebook:python-3.13', language: 'python', version: '3.13', jupyterLab: true },
    'spark-4': { image: 'docker.io/apache/spark:4.0.1', language: 'jvm', framework: 'spark', version: '4.0.1' },
    'jvm-17': { image: 'docker.io/library/eclipse-temurin:17-jre', language: 'jvm', version: '17' },
    'jvm-21': { image: 'docker.io/library/eclipse-temurin:21-jre', language: 'jvm', version: '21' },
  },
  sizes: {
    CpuSmall: { cpu: '1', memory: '4Gi', nodePool: CPU_POOL },
    CpuMedium: { cpu: '4', memory: '16Gi', nodePool: CPU_POOL },
    CpuLarge: { cpu: '16', memory: '64Gi', nodePool: CPU_POOL },
    GpuSmall: { cpu: '4', memory: '16Gi', gpus: 1, nodePool: GPU_POOL },
    GpuMedium: { cpu: '16', memory: '64Gi', gpus: 2, nodePool: GPU_POOL },
    GpuLarge: { cpu: '32', memory: '128Gi', gpus: 4, nodePool: GPU_POOL },
  },
  nodePools: {
    [CPU_POOL]: { labels: { 'ds.bloomberg.com/node-pool': CPU_POOL } },
    [GPU_POOL]: {
      labels: { 'ds.bloomberg.com/node-pool': GPU_POOL },
      taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
    },
  },
  identityProviders: { hadoop: { authentication: 'simple' } },
};
