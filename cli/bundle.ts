import { isPath, type ChartSource, type PlannedEngine } from '../lib/engines/plan';
import { toYaml } from '../lib';
import type { Platform } from './platform';

/** A file of a bundle. */
export interface BundleFile {
  readonly name: string;
  readonly text: string;
  readonly executable: boolean;
}

/** The files of a bundle: the same platform gives the same bytes. */
export function bundleFiles({ engines, images }: Platform, mirror: string): BundleFile[] {
  const registry = mirror.replace(/\/$/, '');
  const charts = engines.filter(({ source }) => !isPath(source.chart));
  const copied = images.filter(({ image, mirrored }) => image !== mirrored);
  const file = (name: string, lines: readonly string[], executable = false): BundleFile => ({ name, text: `${lines.join('\n')}\n`, executable });
  return [
    file('charts.txt', charts.map(({ definition, source }) => [definition.chart.name, source.version, source.repository ?? source.chart].join(' '))),
    file('images.txt', copied.map(({ image, mirrored }) => `${image} ${mirrored}`)),
    file('copy-charts.sh', [...HEAD, ...charts.flatMap((engine) => copyChart(engine, registry))], true),
    file('copy-images.sh', [...HEAD, ...copied.map(({ image, mirrored }) => `skopeo copy --all ${word(`docker://${image}`)} ${word(`docker://${mirrored}`)}`)], true),
    { name: 'config.yaml', text: toYaml([{ registryMirror: registry, chartMirror: `oci://${registry}/charts` }]), executable: false },
    file('README.md', readme(registry)),
  ];
}

const HEAD = ['#!/bin/sh', 'set -eu'];

function copyChart({ definition, source }: PlannedEngine, registry: string): string[] {
  return [pull(source), `helm push ${word(`${definition.chart.name}-${source.version}.tgz`)} ${word(`oci://${registry}/charts`)}`];
}

function pull({ chart, repository, version }: ChartSource): string {
  return `helm pull ${word(chart)}${repository === undefined ? '' : ` --repo ${word(repository)}`} --version ${word(version ?? '')}`;
}

/** A text as one word of a shell: names may come from a file that somebody else has written. */
function word(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function readme(registry: string): string[] {
  return [
    '# What the platform takes from elsewhere',
    '',
    `Everything goes to \`${registry}\`; charts to \`${registry}/charts\`. On a machine that reaches both sides, with Helm and skopeo, logged in to the registry (\`helm registry login\`, \`skopeo login\`):`,
    '',
    '```console',
    '$ ./copy-charts.sh',
    '$ ./copy-images.sh',
    '```',
    '',
    'Where no machine reaches both sides, let skopeo write to a folder (`skopeo copy --all docker://IMAGE dir:FOLDER`), carry the folder and the packed charts over, and push them there.',
    '',
    'Then put what is in `config.yaml` into the configuration of the platform. `charts.txt` lists name, version and source of each chart, `images.txt` source and target of each image.',
  ];
}
