import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { binaries, modulePath } from '../binaries';
import { cached, withTemporaryFolder } from '../images/cache';
import type { Engine } from '../plan';
import { run } from '../run';
import { goModuleVersion } from '../images/versions';
import { DEFINITIONS, type HelmChart } from './definitions';
import { patches } from './overlay';

/** All objects of an engine's installation in the sandbox as YAML: its own manifests with the sandbox's changes. */
export async function engineManifests(engine: Engine): Promise<string> {
  const module = await moduleFolder(engine);
  const kubectl = path.join(await binaries('kubernetes'), 'kubectl');
  const changes = await patches(engine, module);
  const rendered = await cached({
    area: 'manifests',
    name: engine,
    inputs: { module: path.basename(module), kubectl, changes, installation: DEFINITIONS[engine].installation },
    build: async (target) => fs.writeFile(target, await render(kubectl, { engine, module, changes })),
  });
  return fs.readFile(rendered, 'utf8');
}

interface Rendering {
  readonly engine: Engine;
  readonly module: string;
  readonly changes: readonly object[];
}

function render(kubectl: string, { engine, module, changes }: Rendering): Promise<string> {
  const { installation, namespace } = DEFINITIONS[engine];
  return withTemporaryFolder(async (overlay) => {
    const isChart = typeof installation !== 'string';
    if (isChart) await fs.writeFile(path.join(overlay, 'chart.yaml'), await renderChart({ engine, module, namespace, installation }));
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      // Kustomize takes no absolute paths. A chart leaves the namespace to Helm.
      ...(isChart ? { resources: ['chart.yaml'], namespace } : { resources: [path.relative(await fs.realpath(overlay), path.join(module, installation))] }),
      patches: changes.map((change) => ({ patch: JSON.stringify(change), ...(isChart && { target: targetOf(change) }) })),
    };
    await fs.writeFile(path.join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
    return run(kubectl, ['kustomize', overlay]);
  });
}

/** An object of a chart has no namespace yet when it is changed. */
function targetOf(change: object): object {
  const { kind, metadata } = change as { kind: string; metadata: { name: string } };
  return { kind, name: metadata.name };
}

interface ChartRendering {
  readonly engine: Engine;
  readonly module: string;
  readonly namespace: string;
  readonly installation: HelmChart;
}

/** The objects of a chart as Helm would install them, with their namespace. */
async function renderChart({ engine, module, namespace, installation }: ChartRendering): Promise<string> {
  const helm = path.join(await binaries('helm'), 'helm');
  const version = `v${goModuleVersion('kubernetes', 'k8s.io/kubernetes')}`;
  return withTemporaryFolder(async (folder) => {
    const values = path.join(folder, 'values.json');
    await fs.writeFile(values, JSON.stringify(installation.values));
    const args = ['--namespace', namespace, '--include-crds', '--kube-version', version, '--values', values];
    const objects = await run(helm, ['template', engine, path.join(module, installation.chart), ...args]);
    return `${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })}\n---\n${objects}`;
  });
}

/** The engines' CustomResourceDefinitions alone as YAML, without their conversion webhooks: all that an API server needs. */
export async function engineCrds(engines: readonly Engine[]): Promise<string> {
  const documents: string[] = [];
  for (const engine of engines) {
    for (const file of await crdFiles(engine)) documents.push(await fs.readFile(file, 'utf8'));
  }
  return documents.join('\n---\n');
}

async function crdFiles(engine: Engine): Promise<string[]> {
  const source = path.join(await moduleFolder(engine), DEFINITIONS[engine].crds);
  if ((await fs.stat(source)).isFile()) return [source];
  const names = (await fs.readdir(source)).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => path.join(source, name));
}

async function moduleFolder(engine: Engine): Promise<string> {
  return fs.realpath(await modulePath(engine, DEFINITIONS[engine].importPath));
}
