import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { engineOf } from '../../lib/engines/table';
import type { Json } from '../../lib/k8s/object';
import { binaries, modulePath } from '../binaries';
import { cached, withTemporaryFolder } from '../images/cache';
import type { Engine } from '../plan';
import { run } from '../run';
import { goModuleVersion } from '../images/versions';
import { DEFINITIONS, type TableChart } from './definitions';
import { patches } from './overlay';
import { chartValues } from './values';

/** All objects of an engine's installation in the sandbox as YAML: those that a platform installs, with the sandbox's changes. */
export async function engineManifests(engine: Engine): Promise<string> {
  const { installation } = DEFINITIONS[engine];
  const rendering = { installation, module: await moduleFolder(engine), changes: patches(engine), values: chartValues(engine) };
  const kubectl = path.join(await binaries('kubernetes'), 'kubectl');
  const rendered = await cached({
    area: 'manifests',
    name: engine,
    inputs: { ...rendering, module: path.basename(rendering.module), kubectl },
    build: async (target) => fs.writeFile(target, await render(kubectl, rendering)),
  });
  return fs.readFile(rendered, 'utf8');
}

interface Rendering {
  readonly installation: TableChart;
  readonly module: string;
  readonly changes: readonly object[];
  readonly values: Record<string, Json>;
}

function render(kubectl: string, { installation, module, changes, values }: Rendering): Promise<string> {
  return withTemporaryFolder(async (overlay) => {
    const patched = changes.map((change) => ({ patch: JSON.stringify(change), target: targetOf(change) }));
    const base = await chart(overlay, { installation, module, values });
    const whole = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...base, patches: patched };
    await fs.writeFile(path.join(overlay, 'kustomization.yaml'), JSON.stringify(whole));
    return run(kubectl, ['kustomize', overlay]);
  });
}

interface ChartRendering {
  readonly installation: TableChart;
  readonly module: string;
  readonly values: Record<string, Json>;
}

/** The objects of a chart as Helm would install them. To some charts' objects Helm gives the namespace, as it installs them. */
async function chart(overlay: string, { installation, module, values }: ChartRendering): Promise<object> {
  const { release, namespace } = engineOf(installation.engine);
  const helm = path.join(await binaries('helm'), 'helm');
  const version = `v${goModuleVersion('kubernetes', 'k8s.io/kubernetes')}`;
  await fs.writeFile(path.join(overlay, 'values.json'), JSON.stringify(values));
  const args = ['--namespace', namespace, '--include-crds', '--kube-version', version, '--values', path.join(overlay, 'values.json')];
  const objects = await run(helm, ['template', release, path.join(module, installation.folder), ...args]);
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await fs.writeFile(path.join(overlay, 'chart.yaml'), `${JSON.stringify(made)}\n---\n${objects}`);
  const placed = { apiVersion: 'builtin', kind: 'NamespaceTransformer', metadata: { name: 'placed', namespace }, unsetOnly: true };
  return { resources: ['chart.yaml'], transformers: [JSON.stringify(placed)] };
}

/** What a change is of. An object of a chart may have no namespace yet when it is changed. */
function targetOf(change: object): object {
  const { kind, metadata } = change as { kind: string; metadata: { name: string } };
  return { kind, name: metadata.name };
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
