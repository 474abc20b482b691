import type { RuntimeSpec } from './spec';

/** A runtime whose version its image's tag tells: the first number in it. */
function runtime(image: string, parts: Omit<RuntimeSpec, 'image' | 'version'>): RuntimeSpec {
  const tag = image.slice(image.lastIndexOf(':') + 1);
  return { image, ...parts, version: /\d+(?:\.\d+)*/.exec(tag)?.[0] ?? tag };
}

/**
 * The runtimes that a platform starts with. A robot keeps the tags current by the comments, see `renovate.json` and docs/runtimes.md; the names
 * hold what does not change, so that jobs need not.
 */
export const DEFAULT_RUNTIMES: Readonly<Record<string, RuntimeSpec>> = {
  // The last of its kind, for programs that have stayed with it.
  'tensorflow-1.13-python-3': runtime('docker.io/tensorflow/tensorflow:1.13.2-gpu-py3', { language: 'python', framework: 'tensorflow' }),
  // renovate: datasource=docker depName=docker.io/tensorflow/tensorflow
  'tensorflow-2-python-3': runtime('docker.io/tensorflow/tensorflow:2.21.0-gpu', { language: 'python', framework: 'tensorflow' }),
  // renovate: datasource=docker depName=docker.io/pytorch/pytorch
  'pytorch-2-python-3': runtime('docker.io/pytorch/pytorch:2.14.1-cuda13.0-cudnn9-runtime', { language: 'python', framework: 'pytorch' }),
  // renovate: datasource=docker depName=docker.io/library/python
  'python-3': runtime('docker.io/library/python:3.13-slim-bookworm', { language: 'python' }),
  // renovate: datasource=docker depName=quay.io/jupyter/minimal-notebook versioning=regex:^python-(?<major>\d+)\.(?<minor>\d+)$
  'jupyter-python-3': runtime('quay.io/jupyter/minimal-notebook:python-3.13', { language: 'python', jupyterLab: true }),
  // renovate: datasource=docker depName=docker.io/apache/spark
  'spark-4': runtime('docker.io/apache/spark:4.2.0', { language: 'jvm', framework: 'spark' }),
  // renovate: datasource=docker depName=docker.io/library/eclipse-temurin
  'jvm-17': runtime('docker.io/library/eclipse-temurin:17-jre', { language: 'jvm' }),
  // renovate: datasource=docker depName=docker.io/library/eclipse-temurin
  'jvm-21': runtime('docker.io/library/eclipse-temurin:21-jre', { language: 'jvm' }),
};
