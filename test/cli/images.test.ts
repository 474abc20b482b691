import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEVICE_IMAGES, OPERAND_IMAGES } from '../../lib/devices/images';
import { ds, Files } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

const MIRROR = 'registry.example.com/mirror';

interface Listed {
  readonly image: string;
  readonly mirrored?: string;
  readonly usedBy: readonly string[];
}

const list = async (...words: string[]): Promise<Listed[]> => JSON.parse((await ds(['images', '-o', 'json', ...words])).out) as Listed[];

describe('ds images', () => {
  test('lists engines, the operator and runtimes', async () => {
    const images = await list();
    expect(images).toEqual(
      expect.arrayContaining([
        { image: 'registry.k8s.io/kueue/kueue:v0.19.2', usedBy: ['engine kueue'] },
        { image: 'docker.io/library/node:24.21.0-slim', usedBy: ['operator'] },
        { image: 'docker.io/library/python:3.13-slim-bookworm', usedBy: ['runtime python-3'] },
      ]),
    );
    expect(images.map(({ image }) => image)).toEqual(images.map(({ image }) => image).sort());
  });

  test('as a table, with the names in the mirror', async () => {
    const { out, code } = await ds(['images', '--mirror', MIRROR]);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^IMAGE +IN THE MIRROR +USED BY$/);
    expect(out).toMatch(/^registry\.k8s\.io\/kueue\/kueue:v0\.19\.2 +registry\.example\.com\/mirror\/kueue\/kueue:v0\.19\.2 +engine kueue$/m);
    expect(code).toBe(0);
  });

  test('follows the configuration of the platform, also in its stack\'s file', async () => {
    const layer = { registryMirror: MIRROR, chartMirror: `oci://${MIRROR}/charts`, monitoring: {}, engines: { jobset: { install: false } } };
    const bare = files.write('layer.yaml', JSON.stringify(layer));
    const stack = files.write('Pulumi.prod.yaml', JSON.stringify({ config: { 'ds-platform:layer': 'platform', 'ds-platform:platform': layer } }));
    const images = await list('-f', bare);
    expect(await list('-f', stack)).toEqual(images);
    expect(images.map(({ usedBy }) => usedBy).flat()).toEqual(expect.arrayContaining(['engine kubePrometheusStack', 'engine kueue']));
    expect(images.map(({ usedBy }) => usedBy).flat()).not.toContain('engine jobset');
    expect(images.every(({ mirrored }) => mirrored?.startsWith(`${MIRROR}/`))).toBe(true);
  });

  test('lists what hands out and measures GPUs, from the layer cluster', async () => {
    const nodePools = [{ name: 'a100', provider: 'existing', nodes: 2, gpusPerNode: 8 }];
    const plugin = files.write('plugin.yaml', JSON.stringify({ registryMirror: MIRROR, nodePools, devices: { devicePlugin: {}, dcgmExporter: {} } }));
    expect(await list('-f', plugin)).toEqual([
      { image: DEVICE_IMAGES.devicePlugin, mirrored: `${MIRROR}/nvidia/k8s-device-plugin:v0.20.0`, usedBy: ['devices'] },
      { image: DEVICE_IMAGES.dcgmExporter, mirrored: `${MIRROR}/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless`, usedBy: ['devices'] },
    ]);
    const operator = files.write('Pulumi.prod-cluster.yaml', JSON.stringify({ config: { 'ds-platform:cluster': { nodePools, devices: { gpuOperator: {} } } } }));
    const images = await list('-f', operator, files.write('platform.yaml', '{}'));
    expect(images.map(({ image }) => image)).toEqual(expect.arrayContaining(Object.values(OPERAND_IMAGES)));
    expect(images).toContainEqual({ image: 'registry.k8s.io/nfd/node-feature-discovery:v0.19.0', usedBy: ['engine gpuOperator'] });
    expect(images.map(({ usedBy }) => usedBy).flat()).toContain('engine kueue');
    expect((await ds(['images', '-f', operator])).err).toContain('nodes pull as nvcr.io/nvidia/driver:595.91.07 has their operating system behind its tag');
  });

  test('says where it cannot know', async () => {
    const file = files.write('newer.yaml', JSON.stringify({ engines: { kueue: { version: '0.20.0' }, jobset: { chart: './charts/jobset' } } }));
    expect((await ds(['images', '-f', file])).err).toBe(
      'jobset: its chart is ./charts/jobset, and the images listed are those of version 0.12.0. Compare them with what the chart runs.\n' +
        'kueue: its chart is version 0.20.0, and the images listed are those of version 0.19.2. Compare them with what the chart runs.\n',
    );
  });

  test('refuses a configuration with every error', async () => {
    const file = files.write('wrong.yaml', JSON.stringify({ engines: { kueu: {} }, chartMirror: 'x' }));
    const { code, err } = await ds(['images', '-f', file]);
    expect([code, err.split('\n').length - 1]).toEqual([1, 2]);
    expect(err).toMatch(/wrong\.yaml: platform\.engines\.kueu: unknown engine \(given "kueu"\)\..* Did you mean kueue\?/);
    const twice = await ds(['images', '-f', files.write('nodes.yaml', JSON.stringify({ nodePools: [], chartMirror: 'x' })), files.write('again.yaml', '{nodePools: []}')]);
    expect(twice.err.split('\n')).toEqual([expect.stringContaining('nodes.yaml: cluster.chartMirror: not a registry of charts (given "x").'), expect.stringContaining('again.yaml: cluster: a second layer of the kind.'), '']);
  });
});

describe('ds bundle', () => {
  const bundle = async (...words: string[]): Promise<Record<string, string>> => {
    const folder = path.join(files.folder, `bundle-${words.length}-${Math.floor(performance.now() * 1000)}`);
    const outcome = await ds(['bundle', '--mirror', MIRROR, '--to', folder, ...words]);
    if (outcome.code !== 0) throw new Error(outcome.err);
    return Object.fromEntries(fs.readdirSync(folder).sort().map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
  };

  test('writes lists and commands, the same each time', async () => {
    const first = await bundle();
    expect(Object.keys(first)).toEqual(['README.md', 'charts.txt', 'config.yaml', 'copy-charts.sh', 'copy-images.sh', 'images.txt']);
    expect(await bundle()).toEqual(first);
    expect(first['charts.txt']).toContain('kueue 0.19.2 oci://registry.k8s.io/kueue/charts/kueue\n');
    expect(first['copy-charts.sh']).toContain(`helm pull oci://registry.k8s.io/kueue/charts/kueue --version 0.19.2\nhelm push kueue-0.19.2.tgz oci://${MIRROR}/charts\n`);
    expect(first['copy-images.sh']).toContain(`skopeo copy --all docker://registry.k8s.io/kueue/kueue:v0.19.2 docker://${MIRROR}/kueue/kueue:v0.19.2\n`);
    expect(first['config.yaml']).toBe(`registryMirror: ${MIRROR}\nchartMirror: oci://${MIRROR}/charts\n`);
  });

  test('takes charts from where they come from, also for a platform that has a mirror already', async () => {
    const layer = files.write('mirrored.yaml', JSON.stringify({ chartMirror: `oci://${MIRROR}/charts`, engines: { sparkOperator: { install: true } } }));
    expect((await bundle('-f', layer))['copy-charts.sh']).toContain('helm pull spark-operator --repo https://kubeflow.github.io/spark-operator --version 2.5.2\n');
  });

  test('what a file says is never a command', async () => {
    const catalog = files.write('catalog.json', JSON.stringify({ runtimes: { odd: { image: "x.example.com/a:1; touch 'gone'", language: 'jvm', version: '1' } }, sizes: { S: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } }, nodePools: { cpu: {} } }));
    expect((await bundle('--catalog', catalog))['copy-images.sh']).toContain(`'docker://x.example.com/a:1; touch '\\''gone'\\'''`);
  });
});
