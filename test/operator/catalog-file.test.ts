import { mkdtemp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogFile, parseCatalog } from '../../operator/catalog-file';
import { createLog } from '../../operator/log';
import { Metrics } from '../../operator/metrics';
import { CATALOG } from './request';

let folder: string;
let lines: string[];
let metrics: Metrics;
let file: CatalogFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'));
  lines = [];
  metrics = new Metrics();
  file = new CatalogFile(join(folder, 'catalog.json'), createLog('info', (line) => lines.push(line)), metrics);
});

afterEach(async () => {
  file.stop();
  await rm(folder, { recursive: true });
});

/** As a kubelet does it: the file is a link into a folder that is a link, and that link is replaced. */
async function mount(text: string, version: number): Promise<void> {
  await mkdir(join(folder, `..v${version}`));
  await writeFile(join(folder, `..v${version}`, 'catalog.json'), text);
  await symlink(`..v${version}`, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await symlink('..data/catalog.json', join(folder, 'catalog.json')).catch(() => undefined);
}

const valid = async (): Promise<number | undefined> => (await metrics.catalogValid.get()).values[0]?.value;
const OTHER = { ...CATALOG, sizes: { ...CATALOG.sizes, CpuLarge: { cpu: '8', memory: '8Gi', nodePool: 'cpu' } } };

test('there is no catalog until there is a good one, and the log says why', async () => {
  await file.reload();
  expect(file.catalog).toBeUndefined();
  expect(lines.join('')).toContain('the operator is not ready');
  await mount('{', 1);
  await file.reload();
  expect(file.catalog).toBeUndefined();
  expect(lines.join('')).toContain('is not JSON');
  await mount(JSON.stringify(CATALOG), 2);
  await file.reload();
  expect(file.catalog).toEqual(CATALOG);
  expect(await valid()).toBe(1);
});

test('a broken catalog leaves the last good one in use, and is reported once', async () => {
  await mount(JSON.stringify(CATALOG), 1);
  await file.reload();
  await mount(JSON.stringify({ ...CATALOG, sizes: { Odd: { cpu: 'many', memory: '1Gi', nodePool: 'cpu' } } }), 2);
  await file.reload();
  await file.reload();
  expect(file.catalog).toEqual(CATALOG);
  expect(await valid()).toBe(0);
  expect(lines.filter((line) => line.includes('the last good one stays in use'))).toHaveLength(1);
  await mount(JSON.stringify(CATALOG), 3);
  await file.reload();
  expect(await valid()).toBe(1);
});

test('a changed catalog is read by itself', async () => {
  await mount(JSON.stringify(CATALOG), 1);
  await file.start(20);
  expect(file.catalog).toEqual(CATALOG);
  await mount(JSON.stringify(OTHER), 2);
  for (let tries = 0; tries < 100 && file.catalog?.sizes.CpuLarge === undefined; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(file.catalog).toEqual(OTHER);
});

test.each([
  ['null', ''],
  ['[]', ''],
  ['{}', 'runtimes'],
  [JSON.stringify({ ...CATALOG, surprise: 1 }), 'surprise'],
  [JSON.stringify({ ...CATALOG, sizes: {} }), 'sizes'],
])('%s is no catalog', (text, path) => {
  expect(() => parseCatalog(text, 'catalog')).toThrow(expect.objectContaining({ code: 'InvalidCatalog', errors: expect.arrayContaining([expect.objectContaining({ path })]) }));
});
