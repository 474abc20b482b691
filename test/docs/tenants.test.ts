import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Catalog } from '../../lib/catalog/spec';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { validateCatalog } from '../../lib/catalog/validate';
import { reachOf } from '../../lib/queues/capacity';
import { DEFAULT_PRIORITIES } from '../../lib/queues/priorities';
import { readTenants } from '../../lib/tenants/read';
import { parseYaml } from '../../lib/yaml/read';
import { blocks, ROOT, typeIn } from '../support/console';
import { tableOf } from '../support/markdown';

describe('docs/tenants.md', () => {
  const page = 'docs/tenants.md';
  const [tenants = '', limited = '', leaving = ''] = blocks(page, 'yaml');

  test('its tenants are valid', () => {
    expect(readTenants(tenants, page, DEFAULT_CATALOG).map(({ name }) => name)).toEqual(['s-news', 's-vision']);
    expect(readTenants(limited, page, DEFAULT_CATALOG)).toMatchObject([{ limits: { jobs: 500, volumeClaims: 50, storage: '20Ti' } }]);
    expect(readTenants(leaving, page, DEFAULT_CATALOG)).toMatchObject([{ name: 's-vision', onDelete: 'Delete' }]);
  });

  test('its mistakes are told as it says', () => {
    const wrong = tenants.replace('  gpu: {cpu', '  gpus: {cpu').replace('name: s-vision', 'name: s-vision\npriorities: [hihg]');
    expect(() => readTenants(wrong, 'tenants.yaml', DEFAULT_CATALOG)).toThrow(blocks(page, 'text')[0]?.trimEnd());
  });

  test('its program writes the tenants of the file and of the code', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-tenants-'));
    const program = path.join(ROOT, 'build', `tenants-page-${process.pid}.ts`);
    try {
      fs.writeFileSync(path.join(folder, 'tenants.yaml'), tenants);
      fs.writeFileSync(program, blocks(page, 'ts')[0] ?? '');
      typeIn([`${path.join(ROOT, 'node_modules/.bin/tsx')} ${program}`], { cwd: folder, env: { ...process.env, CDK8S_OUTDIR: folder }, timeout: 60_000 });
      const written = parseYaml(fs.readFileSync(path.join(folder, 'tenants.k8s.yaml'), 'utf8'), page) as { kind: string; metadata: { name: string } }[];
      expect(written.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['s-news', 's-vision', 's-search']);
    } finally {
      fs.rmSync(folder, { recursive: true });
      fs.rmSync(program, { force: true });
    }
  }, 90_000);
});

describe('docs/queueing.md', () => {
  const page = 'docs/queueing.md';
  const [queueing = '', tenants = ''] = blocks(page, 'yaml');
  const catalog = { ...DEFAULT_CATALOG, ...(parseYaml(queueing, page)[0] as unknown as Pick<Catalog, 'queueing'>) };

  test('its catalog is valid, and its tenants may use as much as it says', () => {
    expect(validateCatalog(catalog)).toEqual([]);
    const made = readTenants(tenants, page, catalog);
    const reach = reachOf(made, catalog.queueing?.cohorts ?? {}, 'gpu');
    const rows = made.map(({ name, quota }) => [name, String(quota.gpu?.gpus), String(reach.get(name)?.gpus)]);
    expect(tableOf(page, 'tenant').rows).toEqual(rows);
  });

  test('its priorities are those that a platform starts with', () => {
    expect(tableOf(page, 'priority').rows).toEqual(Object.entries(DEFAULT_PRIORITIES).map(([name, { value }]) => [name, String(value)]));
  });
});
