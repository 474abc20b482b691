import { App, type Chart } from 'cdk8s';
import { examplePlatform } from '../../examples/platform';
import type { Catalog } from '../../lib/catalog/spec';
import { validateCatalog } from '../../lib/catalog/validate';
import { type Furnishing, sandboxCatalog } from '../../sandbox/catalog';
import { IMAGE_NAMES, type ImageName, imageReference } from '../../sandbox/images/catalogue';
import { JAVA_VERSION } from '../../sandbox/images/versions';
import { makePlan } from '../../sandbox/plan';

const USUAL: Furnishing = { node: 'real', images: ['python', 'node'], gpus: 8, packageIndex: true, storage: true };

const offered = (parts: Partial<Furnishing> = {}): Catalog => sandboxCatalog({ ...USUAL, ...parts }) as Catalog;
const runtimes = (parts: Partial<Furnishing> = {}): string[] => Object.keys(offered(parts).runtimes).sort();

describe('the catalog of a sandbox', () => {
  test('offers what runs on the images that it has by default', () => {
    expect(runtimes()).toEqual(['python-3', 'tensorflow-1.13-python-3']);
  });

  test.each<[ImageName, string]>([
    ['tensorflow', 'tensorflow-2-python-3'],
    ['jupyter', 'jupyter-python-3'],
    ['spark', 'spark-4'],
    ['jvm', `jvm-${JAVA_VERSION}`],
  ])('with the image %s also %s', (image, runtime) => {
    expect(runtimes({ images: [...USUAL.images, image] })).toEqual(['python-3', 'tensorflow-1.13-python-3', runtime].sort());
  });

  test.each(IMAGE_NAMES)('names no image but those that it has, with %s alone', (image) => {
    const there = new Set([image, 'python'].map((name) => imageReference(name as ImageName)));
    expect(Object.values(offered({ images: [image] }).runtimes).filter((runtime) => !there.has(runtime.image))).toEqual([]);
  });

  test('counts the images that come with storage', () => {
    expect(runtimes({ images: ['tensorflow'] })).toContain('python-3');
    expect(runtimes({ images: ['tensorflow'], storage: false })).toEqual(['tensorflow-2-python-3']);
  });

  test('offers everything on simulated nodes, where nothing is pulled', () => {
    expect(runtimes({ node: 'none', images: [] })).toEqual(Object.keys((sandboxCatalog() as Catalog).runtimes).sort());
  });

  test.each([[8, ['GpuSmall', 'GpuLarge']], [2, ['GpuSmall']], [0, []]])('has the sizes that nodes with %d GPUs have room for', (gpus, sizes) => {
    expect(Object.keys(offered({ gpus }).sizes)).toEqual(['CpuSmall', 'CpuMedium', ...sizes]);
  });

  test('names the package index and the Maven repository where they are', () => {
    expect(offered()).toMatchObject({ packageIndex: { url: expect.any(String) }, maven: { url: expect.any(String) } });
    expect(Object.keys(offered({ packageIndex: false }))).toEqual(expect.not.arrayContaining(['packageIndex', 'maven']));
  });

  test.each<[string, Partial<Furnishing>]>([['the usual one', {}], ['without GPUs', { gpus: 0 }], ['without index', { packageIndex: false }], ['one of simulated nodes', makePlan({ node: 'none' })]])('is valid: %s', (_title, parts) => {
    expect(validateCatalog(offered(parts))).toEqual([]);
  });

  test('is enough for the example platform', () => {
    const app = new App();
    examplePlatform(app, offered(), []);
    expect(app.charts.map((chart: Chart) => chart.node.id)).toContain('jobs');
  });
});
