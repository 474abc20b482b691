import * as yaml from 'js-yaml';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { Json } from '../../../lib/k8s/object';
import { planEngines } from '../../../lib/engines/plan';
import { ENGINE_NAMES, ENGINES } from '../../../lib/engines/table';
import { enginesOf } from '../../../lib/platform/needed';

const MIRROR = 'registry.example.com/mirror';

/** Hosts of registries that appear anywhere in a value. */
const hosts = (value: Json): string[] => JSON.stringify(value).match(/[a-z0-9-]+(\.[a-z0-9-]+)*\.(io|com|dev)\b/g) ?? [];

describe.each(ENGINES.map((engine) => ({ engine, name: engine.name })))('the engine $name', ({ engine }) => {
  test('is at one version, everywhere', () => {
    expect(engine.chart.version).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(engine.chart.repository).toMatch(/^(oci|https):\/\//);
    expect(engine.see).toContain('https://github.com/');
  });

  test('names each image by registry and tag', () => {
    for (const image of Object.values(engine.images)) expect(image).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9./-]+:v?\d[\w.-]*$/);
  });

  test('comes after the engines that it needs', () => {
    const before = ENGINE_NAMES.slice(0, ENGINE_NAMES.indexOf(engine.name));
    expect(engine.after.filter((name) => !before.includes(name))).toEqual([]);
  });

  test('takes every image from the mirror', () => {
    const [planned] = planEngines([engine.name], { registryMirror: MIRROR, overrides: Object.fromEntries(ENGINE_NAMES.filter((name) => name !== engine.name).map((name) => [name, { install: false }])) });
    const registries = new Set(Object.values(engine.images).map((image) => image.split('/')[0]));
    expect(hosts(planned?.values as Json).filter((host) => registries.has(host))).toEqual([]);
    for (const image of Object.values(planned?.images ?? {})) expect(image.startsWith(`${MIRROR}/`)).toBe(true);
  });

  test('has values that are plain data', () => {
    const values = engine.values({ image: (key) => engine.images[key] as string });
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });
});

describe('the settings of Kueue', () => {
  const values = (name: string): Record<string, Json> => planEngines([name as never, 'sparkOperator'], { fairSharing: true }).find(({ definition }) => definition.name === name)?.values ?? {};

  /** Kueue 0.19 has this on by itself, with other times. */
  test('give the pods of a job time to start, and not for ever', () => {
    const { managerConfig } = values('kueue') as { managerConfig: { controllerManagerConfigYaml: string } };
    const { waitForPodsReady } = yaml.load(managerConfig.controllerManagerConfigYaml) as { waitForPodsReady: object };
    expect(waitForPodsReady).toEqual({
      timeout: '1h',
      recoveryTimeout: '1h',
      blockAdmission: false,
      requeuingStrategy: { timestamp: 'Eviction', backoffLimitCount: 5, backoffBaseSeconds: 60, backoffMaxSeconds: 3600 },
    });
  });

  test('share by weight only where the catalog says so: its weights and those of Kueue go together', () => {
    const configuration = (fairSharing?: boolean) => {
      const [kueue] = enginesOf({}, { ...DEFAULT_CATALOG, queueing: { fairSharing } }).filter(({ definition }) => definition.name === 'kueue');
      return yaml.load((kueue?.values.managerConfig as { controllerManagerConfigYaml: string }).controllerManagerConfigYaml);
    };
    expect(configuration(true)).toHaveProperty('fairSharing.preemptionStrategies');
    expect(configuration(false)).not.toHaveProperty('fairSharing');
    expect(configuration()).not.toHaveProperty('fairSharing');
  });

  test('count what pods claim of devices, where the catalog has such pools', () => {
    const configuration = (gpu: object) => {
      const catalog = { ...DEFAULT_CATALOG, nodePools: { ...DEFAULT_CATALOG.nodePools, gpu: { ...DEFAULT_CATALOG.nodePools.gpu, ...gpu } } };
      const [kueue] = enginesOf({}, catalog).filter(({ definition }) => definition.name === 'kueue');
      return yaml.load((kueue?.values.managerConfig as { controllerManagerConfigYaml: string }).controllerManagerConfigYaml);
    };
    expect(configuration({ deviceClassName: 'gpu' })).toMatchObject({ resources: { deviceClassMappings: [{ name: 'nvidia.com/gpu', deviceClassNames: ['gpu'] }] } });
    expect(configuration({})).not.toHaveProperty('resources');
  });

  test('show usage, and share fairly if asked to', () => {
    const { managerConfig } = values('kueue') as { managerConfig: { controllerManagerConfigYaml: string } };
    expect(yaml.load(managerConfig.controllerManagerConfigYaml)).toMatchObject({ metrics: { enableClusterQueueResources: true }, fairSharing: {}, integrations: { labelKeysToCopy: ['ds.bloomberg.com/job-name'] } });
  });
});
