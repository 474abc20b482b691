import * as pulumi from '@pulumi/pulumi';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PlatformError } from '../../lib/errors';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { readConfig, type StackConfig } from '../../stacks/config';
import { tenant } from '../builders/catalog';
import { configure } from './configure';

const read = (config: Record<string, string | object>): StackConfig => {
  configure(config);
  return readConfig();
};

/** The errors of a configuration, as people read them. */
const errorsOf = (config: Record<string, string | object>): string[] => {
  try {
    read(config);
    return [];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return error.errors.map(({ path: field, reason }) => `${field}: ${reason}`);
  }
};

describe('readConfig', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-stacks-'));
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('needs nothing but the layer', () => {
    expect(read({ layer: 'platform' })).toMatchObject({ layer: 'platform', spec: {} });
  });

  test('the kubeconfig is a secret, also when it was set as plain text', async () => {
    const { access } = read({ layer: 'platform', kubeconfig: 'apiVersion: v1' });
    expect(await pulumi.isSecret(access.kubeconfig as pulumi.Output<string>)).toBe(true);
  });

  test('secret values of charts stay secret', async () => {
    const config = read({ layer: 'platform', secretValues: { kueue: { token: 'hidden' } } });
    if (config.layer !== 'platform') throw new Error('not the platform');
    expect(await pulumi.isSecret(config.secretValues.kueue as pulumi.Output<object>)).toBe(true);
    expect(errorsOf({ layer: 'platform', secretValues: { kue: {} } })[0]).toMatch(/^secretValues\.kue: unknown engine \(given "kue"\)\. Allowed: .*kueue/);
  });

  test('says everything that is wrong, all at once', () => {
    expect(
      errorsOf({
        layr: 'platform',
        layer: 'platform',
        platform: {
          catalog: { ...DEFAULT_CATALOG, sizes: {} },
          catalogFile: 'catalog.yaml',
          chartMirror: 'registry.example.com',
          engines: { kueu: { install: true }, jobset: { chart: 'jobset' }, kueue: { chart: './kueue', version: '1' } },
        },
      }),
    ).toEqual([
      'layr: unknown key (given "layr"). Allowed: layer, context, kubeconfig, secretValues, cluster, platform, tenants. Did you mean layer?',
      'platform.catalogFile: a second catalog (given "catalog.yaml"). Allowed: either catalog or catalogFile. Remove one of them.',
      'platform.chartMirror: not a registry of charts (given "registry.example.com"). Allowed: an OCI registry, with a path where needed. Write it like "oci://registry.example.com/charts".',
      expect.stringMatching(/^platform\.engines\.kueu: unknown engine \(given "kueu"\)\. Allowed: .*\. Did you mean kueue\?$/),
      expect.stringMatching(/^platform\.engines\.jobset\.chart: not a chart \(given "jobset"\)\./),
      expect.stringMatching(/^platform\.engines\.kueue\.version: has no effect \(given "1"\)\./),
      'platform.catalog.sizes: empty (given {}). Allowed: at least one. Add one, or no job can be submitted.',
    ]);
  });

  test.each([
    ['no layer', {}, 'layer: missing. Allowed: cluster, platform, tenants. Set it with `pulumi config set layer platform`.'],
    ['an unknown layer', { layer: 'all' }, 'layer: unknown layer (given "all"). Allowed: cluster, platform, tenants. Set it with `pulumi config set layer platform`.'],
    ['a section that is no mapping', { layer: 'platform', platform: 'x' }, 'platform: not a mapping (given string). Allowed: a mapping. Write it in the stack\'s file, or set it with `pulumi config set --path`.'],
    ['an unknown field', { layer: 'tenants', tenants: { tenant: [] } }, expect.stringMatching(/^tenants\.tenant: unknown field \(given "tenant"\)\. Allowed: .*\. Did you mean tenants\?$/)],
    ['a wrong type', { layer: 'platform', platform: { operator: { replicas: 'two' } } }, expect.stringMatching(/^platform\.operator\.replicas: has the wrong type \(given "two"\)\./)],
    ['two sources of the catalog', { layer: 'tenants', tenants: { platformStack: 'a/b/c', catalog: DEFAULT_CATALOG } }, 'tenants.platformStack: tells the catalog too (given "a/b/c"). Allowed: either platformStack or a catalog. Remove one of them.'],
    ['a stack that is none', { layer: 'tenants', tenants: { platformStack: 'a b' } }, 'tenants.platformStack: not the name of a stack (given "a b"). Allowed: organization/project/stack. Take it from `pulumi stack ls`.'],
    ['a file that is not there', { layer: 'tenants', tenants: { tenantsFile: '/nowhere.yaml' } }, 'tenants.tenantsFile: cannot be read (given "/nowhere.yaml": ENOENT). Allowed: a path from the folder of Pulumi.yaml. Correct it.'],
    ['node pools of a name', { layer: 'cluster', cluster: { nodePools: [1, 2].map(() => ({ name: 'a', provider: 'existing', nodes: 1, gpusPerNode: 1 })) } }, 'cluster.nodePools[1].name: given twice ("a"). Allowed: one of a name. Rename one of them, or remove it.'],
  ])('refuses %s', (_title, config, error) => {
    expect(errorsOf(config)).toEqual([error]);
  });

  test('reads catalog and tenants from files', () => {
    const catalogFile = file('catalog.yaml', JSON.stringify(DEFAULT_CATALOG));
    const tenantsFile = file('tenants.yaml', `${JSON.stringify(tenant())}\n---\n- ${JSON.stringify({ ...tenant(), name: 's-other' })}\n`);
    const { spec } = read({ layer: 'tenants', tenants: { catalogFile, tenantsFile, tenants: [{ ...tenant(), name: 's-first' }] } });
    expect(spec).toMatchObject({ catalog: DEFAULT_CATALOG, tenants: [{ name: 's-first' }, { name: 's-mlplatform' }, { name: 's-other' }] });
  });

  test('names the place of an error in a file', () => {
    const catalogFile = file('wrong.yaml', 'runtimes: 3\nsizes: {}\nnodePools: {}\n');
    expect(errorsOf({ layer: 'platform', platform: { catalogFile } })).toEqual([expect.stringContaining(`platform.catalogFile(${catalogFile}).runtimes: has the wrong type (given 3).`)]);
    const tenantsFile = file('broken.yaml', 'a: [');
    expect(errorsOf({ layer: 'tenants', tenants: { tenantsFile } })).toEqual([expect.stringMatching(/^tenants\.tenantsFile: .*broken\.yaml, line 1, column \d+: is not YAML/)]);
  });
});
