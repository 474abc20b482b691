import * as fs from 'node:fs';
import * as path from 'node:path';
import { planEngines, type PlannedEngine } from '../../../lib/engines/plan';
import type { Json, KubeObject } from '../../../lib';
import { usedImages } from '../../../lib/platform/images';
import { parseYaml } from '../../../lib/yaml/read';
import { binaries, modulePath } from '../../../sandbox/binaries';
import { withTemporaryFolder } from '../../../sandbox/images/cache';
import { run } from '../../../sandbox/run';
import { CHARTS_IN_MODULES } from '../../support/chart-modules';

type Known = keyof typeof CHARTS_IN_MODULES;

/** Values that the charts at hand do not tell of. */
const UNTOLD: Partial<Record<Known, readonly string[]>> = {
  // Part of what the chart hands on as it is; below is a test that it arrives.
  istiod: ['meshConfig.trustDomain'],
};

const MESH = { trustDomain: 'ds.example.com', clusterDomain: 'k8s.example.com' };

const NAMES = Object.keys(CHARTS_IN_MODULES) as Known[];

interface Rendered {
  readonly engine: PlannedEngine;
  readonly objects: readonly KubeObject[];
  /** Values that the chart has of itself. */
  readonly defaults: Json;
  /** All that the chart's templates say. */
  readonly templates: string;
}

let rendered: Record<Known, Rendered>;

beforeAll(async () => {
  const plans = planEngines(NAMES, { registryMirror: 'registry.example.com/mirror', mesh: MESH });
  const entries: [string, Rendered][] = [];
  for (const engine of plans) entries.push([engine.definition.name, await render(engine)]);
  rendered = Object.fromEntries(entries) as Record<Known, Rendered>;
}, 120_000);

async function render(engine: PlannedEngine): Promise<Rendered> {
  const { name, release, namespace } = engine.definition;
  const [module, importPath, inside] = CHARTS_IN_MODULES[name as Known];
  const chart = path.join(await modulePath(module, importPath), inside);
  const helm = path.join(await binaries('helm'), 'helm');
  const text = await withTemporaryFolder(async (folder) => {
    const values = path.join(folder, 'values.json');
    fs.writeFileSync(values, JSON.stringify(engine.values));
    return run(helm, ['template', release, chart, '--namespace', namespace, '--values', values, '--include-crds', '--kube-version', '1.37.0']);
  });
  const templates = fs.readdirSync(path.join(chart, 'templates'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    engine,
    objects: parseYaml(text, name).filter((object) => object !== null) as unknown as KubeObject[],
    defaults: parseYaml(fs.readFileSync(path.join(chart, 'values.yaml'), 'utf8'), 'values.yaml')[0] ?? {},
    templates: templates.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n'),
  };
}

describe.each(NAMES)('%s', (name) => {
  test('knows every value that we set', () => {
    const { engine, defaults, templates } = rendered[name];
    // Istio's charts keep their values one level down, so that profiles can go between them and the user's.
    const known = { ...mapping(defaults), ...mapping(mapping(defaults)._internal_defaults_do_not_set) };
    const untold = unknown(engine.values, known).filter((key) => !new RegExp(`Values\\)?\\.${key.replaceAll('.', '\\.')}\\b`).test(templates));
    expect(untold).toEqual(UNTOLD[name] ?? []);
  });

  test('runs the images that are listed, from the mirror, and no other', () => {
    const { engine, objects } = rendered[name];
    const images = new Set(objects.flatMap((object) => imagesOf(object as unknown as Json)));
    // Istiod puts the image into the pods of gateways.
    images.delete('auto');
    if (name === 'istiod') images.add(proxyImage(objects));
    expect([...images].sort()).toEqual(usedImages([engine], {}, {}).map(({ image }) => image));
  });

  // Of some charts Helm itself gives the namespace.
  test('has what the platform waits for, in its namespace', () => {
    const { engine, objects } = rendered[name];
    const { workloads, namespace } = engine.definition;
    const found = objects.filter(({ kind }) => /^(Deployment|StatefulSet|DaemonSet)$/.test(kind)).map(({ kind, metadata }) => `${metadata.namespace ?? namespace}/${kind.toLowerCase()}/${metadata.name}`);
    expect(found.sort()).toEqual(workloads.map((workload) => `${namespace}/${workload}`).sort());
  });
});

test('objects of a defined kind wait for the engine that guards it', () => {
  for (const [name, guard] of [['jobset', 'jobset'], ['kueue', 'kueue'], ['istioBase', 'istiod']] as const) {
    const groups = rendered[name].objects.filter(({ kind }) => kind === 'CustomResourceDefinition').map((object) => mapping((object as unknown as Record<string, Json>).spec).group);
    expect([...new Set(groups)].sort()).toEqual([...rendered[guard].engine.definition.apiGroups].sort());
  }
});

test('the mesh has the domains that it is told', () => {
  const config = rendered.istiod.objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio') as unknown as { data: { mesh: string } };
  expect(parseYaml(config.data.mesh, 'mesh')[0]).toMatchObject({ trustDomain: MESH.trustDomain });
  expect(JSON.stringify(rendered.ztunnel.objects)).toContain(`{"name":"CLUSTER_DOMAIN","value":"${MESH.clusterDomain}"}`);
});

/** Paths of ours that a chart's own values do not have; where those are empty they tell nothing of what may be below. */
function unknown(ours: Json, theirs: Json, at: readonly string[] = []): string[] {
  const below = mapping(theirs);
  if (Object.keys(below).length === 0) return [];
  return Object.entries(mapping(ours)).flatMap(([key, value]) => {
    const here = [...at, key];
    return key in below ? unknown(value, below[key] ?? null, here) : [here.join('.')];
  });
}

/** Images of containers. */
function imagesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOf);
  const { image, name } = mapping(value);
  const inner = Object.values(mapping(value)).flatMap(imagesOf);
  return typeof image === 'string' && typeof name === 'string' ? [image, ...inner] : inner;
}

/** What istiod puts into pods: its charts tell it by the values that it injects with. */
function proxyImage(objects: readonly KubeObject[]): string {
  const injector = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio-sidecar-injector') as unknown as { data: { values: string } };
  const { hub, tag, variant, proxy } = (JSON.parse(injector.data.values) as { global: { hub: string; tag: string; variant: string; proxy: { image: string } } }).global;
  return `${hub}/${proxy.image}:${tag}${variant === '' ? '' : `-${variant}`}`;
}

function mapping(value: Json | undefined): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
