import { App, Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { catalog } from '../builders/catalog';
import { chart, names } from '../builders/charts';

describe('PlatformCatalog', () => {
  test('emits the catalog and its policies', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
    expect(names(platform)).toEqual([
      'ConfigMap/ds-platform/ds-catalog',
      'ValidatingAdmissionPolicy//ds-catalog',
      'ValidatingAdmissionPolicyBinding//ds-catalog',
      'ValidatingAdmissionPolicy//ds-immutable-args',
      'ValidatingAdmissionPolicyBinding//ds-immutable-args',
      'ValidatingAdmissionPolicy//ds-identities',
      'ValidatingAdmissionPolicyBinding//ds-identities',
      'Role/ds-platform/ds-catalog-reader',
    ]);
  });

  test('guards every kind of job', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog');
    const [, policy] = Testing.synth(platform) as { spec: { matchConstraints: { resourceRules: { resources: string[] }[] } } }[];
    expect(policy?.spec.matchConstraints.resourceRules[0]?.resources).toEqual(expect.arrayContaining(['pythonjobs', 'tensorflowjobs']));
  });

  test('has the catalog that a platform starts with, unless told otherwise', () => {
    expect(new PlatformCatalog(chart(), 'catalog').catalog).toBe(DEFAULT_CATALOG);
  });

  test('its main object is the ConfigMap', () => {
    expect(new PlatformCatalog(chart(), 'catalog').node.defaultChild).toMatchObject({ kind: 'ConfigMap' });
  });

  test('refuses a catalog with every error', () => {
    expect(() => new PlatformCatalog(chart(), 'catalog', { catalog: catalog({ sizes: {}, registryMirror: 'https://x' }) })).toThrow(
      'Catalog/ds-catalog: 2 errors\n' +
        '  sizes: empty (given {}). Allowed: at least one. Add one, or no job can be submitted.\n' +
        '  registryMirror: not a registry (given "https://x"). Allowed: a host, a port and a path, without "https://". Write it like "registry.example.com/mirror".',
    );
  });

  test('refuses fields of the wrong type before it looks at what they say', () => {
    const wrong = { ...catalog(), sizes: { Small: { cpu: 4, memory: '1Gi', nodePool: 'nowhere' } } };
    expect(() => new PlatformCatalog(chart(), 'catalog', { catalog: wrong as never })).toThrow('sizes.Small.cpu: has the wrong type (given 4).');
  });

  describe('of', () => {
    test('is the catalog beside or above', () => {
      const app = new App();
      const platform = new Chart(app, 'platform');
      const made = new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
      const below = new Chart(platform, 'jobs');
      expect(PlatformCatalog.of(below)).toBe(made.catalog);
      expect(PlatformCatalog.of(platform)).toBe(made.catalog);
      expect(PlatformCatalog.of(made)).toBe(made.catalog);
    });

    test('is the nearest one', () => {
      const platform = chart();
      new PlatformCatalog(platform, 'catalog');
      const own = new Chart(platform, 'own');
      const near = new PlatformCatalog(own, 'catalog', { catalog: catalog() });
      expect(PlatformCatalog.of(new Chart(own, 'jobs'))).toBe(near.catalog);
    });

    test('is that of another chart of the app, where there is none nearer', () => {
      const app = new App();
      const made = new PlatformCatalog(new Chart(app, 'platform'), 'catalog', { catalog: catalog() });
      expect(PlatformCatalog.of(new Chart(new Chart(app, 'tenants'), 'jobs'))).toBe(made.catalog);
    });

    test('is not guessed where two are equally near', () => {
      const app = new App();
      new PlatformCatalog(new Chart(app, 'east'), 'catalog');
      const west = new Chart(app, 'west');
      const made = new PlatformCatalog(west, 'catalog', { catalog: catalog() });
      expect(() => PlatformCatalog.of(new Chart(app, 'jobs'))).toThrow(
        'jobs: two catalogs are equally near (given east/catalog and west/catalog). Allowed: one. Move one of them nearer.',
      );
      expect(PlatformCatalog.of(new Chart(west, 'jobs'))).toBe(made.catalog);
    });

    test('is the one that a platform starts with where there is none', () => {
      expect(PlatformCatalog.of(chart())).toBe(DEFAULT_CATALOG);
    });
  });
});
