import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PlatformCatalog } from '../../constructs/catalog';
import { Tenant } from '../../constructs/tenant';
import { TenantFile } from '../../constructs/tenant-file';
import { catalog, tenant } from '../builders/catalog';
import { chart, names } from '../builders/charts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-tenant-file-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function make(tenants: readonly object[]): TenantFile {
  const file = path.join(folder, 'tenants.yaml');
  fs.writeFileSync(file, tenants.map((one) => JSON.stringify(one)).join('\n---\n'));
  const platform = chart();
  new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
  return new TenantFile(platform, 'tenants', { file });
}

describe('TenantFile', () => {
  test('makes the tenants that the same code would make, under their names', () => {
    const made = make([tenant({ name: 'a' }), tenant({ name: 'b', viewers: ['everyone'] })]);
    expect(made.tenants.map(({ node, namespace }) => [node.id, namespace])).toEqual([['a', 'a'], ['b', 'b']]);
    const written = chart();
    new PlatformCatalog(written, 'catalog', { catalog: catalog() });
    new Tenant(written, 'a', tenant({ name: 'a' }));
    new Tenant(written, 'b', tenant({ name: 'b', viewers: ['everyone'] }));
    const parent = made.node.scope as ReturnType<typeof chart>;
    expect(names(parent)).toEqual(names(written));
    expect(parent.toJson()).toEqual(written.toJson());
  });

  test('refuses the file with every error, before anything is made', () => {
    const text = `${path.join(folder, 'tenants.yaml')}: 2 errors\n  document 1 (a): owners: empty (given []).`;
    expect(() => make([tenant({ name: 'a', owners: [] }), tenant({ name: 'b', quota: {} })])).toThrow(text);
  });
});
