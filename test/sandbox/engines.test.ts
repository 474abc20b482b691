import * as yaml from 'js-yaml';
import { engineOf } from '../../lib/engines/table';
import type { EngineName } from '../../lib/engines/engine';
import type { Json } from '../../lib/k8s/object';
import { DEFINITIONS } from '../../sandbox/engines/definitions';
import { patches } from '../../sandbox/engines/overlay';
import { chartValues } from '../../sandbox/engines/values';
import { goModuleVersion } from '../../sandbox/images/versions';
import type { Engine } from '../../sandbox/plan';

/** Every engine of the sandbox that is installed from the table of engines. */
const FROM_TABLE = Object.entries(DEFINITIONS).flatMap(([name, { installation }]) => (typeof installation === 'string' ? [] : [{ name: name as Engine, engine: installation.engine }]));

/** Programs that tests run beside a sandbox, and the engine and image that they stand for. */
const BESIDE: readonly (readonly [folder: string, module: string, engine: EngineName, image: string])[] = [['kube-state-metrics', 'k8s.io/kube-state-metrics/v2', 'kubePrometheusStack', 'kubeStateMetrics']];

/** Values of a chart, that text of Kueue's that is a configuration among them, as the chart takes them: without images, which are made here. */
function comparable(values: Record<string, Json>): Record<string, Json> {
  const text = JSON.stringify(values, (key, value: unknown) => (key === 'controllerManagerConfigYaml' ? yaml.load(value as string) : key === 'image' ? undefined : value));
  return JSON.parse(text) as Record<string, Json>;
}

const ALONE = { leaderElection: { enable: false } };

describe('the engines of the sandbox', () => {
  test('are those of the table, as far as their charts are there', () => {
    expect(FROM_TABLE).toEqual([
      { name: 'jobset', engine: 'jobset' },
      { name: 'kueue', engine: 'kueue' },
      { name: 'spark-operator', engine: 'sparkOperator' },
    ]);
  });

  test.each(FROM_TABLE)('$name is of the version that the table has', ({ name, engine }) => {
    const { chart, images } = engineOf(engine);
    const version = goModuleVersion(name, DEFINITIONS[name].importPath);
    expect(version).toBe(chart.version);
    for (const image of Object.values(images)) expect(image.replace(/^.*:v?/, '')).toBe(version);
  });

  test.each(BESIDE)('%s is of the version that the table has', (folder, module, engine, image) => {
    expect(engineOf(engine).images[image]).toMatch(new RegExp(`:v${goModuleVersion(folder, module).replaceAll('.', '\\.')}$`));
  });

  test.each(FROM_TABLE)('$name is in the namespace that the table has, and runs what it waits for', ({ name, engine }) => {
    const { namespace, workload, webhookWorkload } = DEFINITIONS[name];
    expect(namespace).toBe(engineOf(engine).namespace);
    expect([workload, webhookWorkload].flatMap((one) => (one === undefined ? [] : [`deployment/${one.name}`]))).toEqual(engineOf(engine).workloads);
  });

  test.each(FROM_TABLE)('$name has the values that a platform gets, and no leader election', ({ name, engine }) => {
    const platform = comparable(engineOf(engine).values({ image: (key) => engineOf(engine).images[key] as string, fairSharing: true, spark: true }));
    const differences: Partial<Record<Engine, object>> = {
      jobset: { controller: ALONE },
      kueue: { managerConfig: { controllerManagerConfigYaml: { leaderElection: { leaderElect: false } } } },
      'spark-operator': { controller: ALONE, webhook: ALONE },
    };
    const sandbox = comparable(chartValues(name));
    expect(sandbox).toMatchObject(differences[name] as object);
    expect(without(sandbox, differences[name])).toEqual(without(platform, differences[name]));
  });

  test.each(FROM_TABLE)('$name is changed beside its values in what a small node needs, and in nothing else', ({ name }) => {
    for (const { spec } of patches(name) as { spec?: { template: { spec: { containers: object[] } } } }[]) {
      expect(Object.keys(spec ?? {}).sort()).toEqual(['replicas', 'strategy', 'template']);
      expect(spec?.template.spec.containers.map((container) => Object.keys(container).sort())).toEqual([['livenessProbe', 'name', 'readinessProbe', 'resources']]);
    }
  });

  test.each(FROM_TABLE)('$name runs the image that is made here', ({ name }) => {
    expect(JSON.stringify(chartValues(name).image ?? chartValues(name).controllerManager)).toMatch(/localhost"?.*ds-platform\//);
  });
});

/** A value without what another names. */
function without(value: Json | undefined, named: unknown): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || typeof named !== 'object' || named === null) return undefined;
  const rest = Object.entries(value).map(([key, inner]): [string, Json | undefined] => [key, key in named ? without(inner, (named as Record<string, unknown>)[key]) : inner]);
  const kept = Object.fromEntries(rest.filter(([, inner]) => inner !== undefined)) as Record<string, Json>;
  return Object.keys(kept).length === 0 ? undefined : kept;
}
