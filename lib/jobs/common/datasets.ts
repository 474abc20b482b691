import type { V1VolumeMount } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { nodeImage } from '../../catalog/images';
import type { Job } from '../kind';
import { literal } from './args';
import type { DatasetReference, DatasetVolume } from './spec';
import type { HelperContainer, Supplement } from './supplement';
import { optionalVariable } from './variable';

/** Name of the init container that checks what is on volumes. */
export const DATASETS_CONTAINER = 'datasets';

type Mounted = DatasetReference & { volume: DatasetVolume };

/**
 * Compares files with their SHA-256: of a file its own; of a folder that of its `SHA256SUMS`, and then of every file that stands in it.
 * The arguments are names, paths and sums in turn. The last line of a failure says what is wrong.
 */
const CHECK = `\
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

async function check(what, file, expected) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new Error(what + ' is not what was meant: ' + file + ' has the sha256 ' + actual + ', not ' + expected + '.');
}

async function checkDataset(what, path, expected) {
  if (!(await stat(path)).isDirectory()) return check(what, path, expected);
  const list = join(path, 'SHA256SUMS');
  await check(what, list, expected);
  for (const line of (await readFile(list, 'utf8')).split('\\n').filter(Boolean)) {
    const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sum === undefined) throw new Error(what + ' has a line in ' + list + ' that sha256sum does not write: ' + line);
    await check(what, join(path, name), sum);
  }
}

// Process 1 of a container has no signal that it has not asked for.
process.once('SIGTERM', () => process.exit(143));
const words = process.argv.slice(1);
try {
  for (let at = 0; at < words.length; at += 3) await checkDataset('Dataset ' + words[at], words[at + 1], words[at + 2]);
} catch (error) {
  console.error('error: ' + error.message);
  process.exitCode = 1;
}
`;

/** How a job learns where its datasets are; those on volumes are mounted, and checked before it starts. */
export function datasetSupplement(job: Job, catalog: Catalog): Supplement {
  const datasets = job.spec.datasets ?? [];
  const mounted = datasets.filter((dataset): dataset is Mounted => dataset.volume !== undefined);
  const checked = mounted.flatMap(({ name, checksum }) => (checksum === undefined ? [] : [[name, pathOf(name), checksum]]));
  const env = datasets.flatMap(variables);
  if (mounted.length === 0) return { env };
  const volumeMounts = mounted.map(mount);
  return {
    env,
    volumes: mounted.map(({ volume }, index) => ({ name: volumeName(index), persistentVolumeClaim: { claimName: volume.claimName, readOnly: true } })),
    volumeMounts,
    ...(checked.length > 0 && { initContainers: [checkContainer(checked.flat(), volumeMounts, catalog)] }),
  };
}

function variables(dataset: DatasetReference) {
  const { name, uri, version, checksum } = dataset;
  const variable = `DS_DATASET_${name.toUpperCase().replaceAll('-', '_')}`;
  return [
    ...optionalVariable(variable, dataset.volume === undefined ? uri : pathOf(name)),
    ...optionalVariable(`${variable}_VERSION`, version),
    ...optionalVariable(`${variable}_CHECKSUM`, checksum),
  ];
}

function pathOf(name: string): string {
  return `/data/${name}`;
}

/** Names of datasets may be too long for names of volumes. */
function volumeName(index: number): string {
  return `dataset-${index}`;
}

function mount({ name, volume: { subPath } }: Mounted, index: number): V1VolumeMount {
  return { name: volumeName(index), mountPath: pathOf(name), readOnly: true, ...(subPath !== undefined && { subPath }) };
}

function checkContainer(words: readonly string[], volumeMounts: V1VolumeMount[], catalog: Catalog): HelperContainer {
  return { name: DATASETS_CONTAINER, image: nodeImage(catalog), command: ['node', '--input-type=module', '--eval', literal(CHECK), ...words], volumeMounts };
}
