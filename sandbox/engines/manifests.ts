import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { binaries, modulePath } from '../binaries';
import { cached, withTemporaryFolder } from '../images/cache';
import type { Engine } from '../plan';
import { run } from '../run';
import { DEFINITIONS } from './definitions';
import { patches } from './overlay';

/** All objects of an engine's installation in the sandbox as YAML: its own manifests with the sandbox's changes. */
export async function engineManifests(engine: Engine): Promise<string> {
  const module = await moduleFolder(engine);
  const kubectl = path.join(await binaries('kubernetes'), 'kubectl');
  const changes = await patches(engine, module);
  const rendered = await cached({
    area: 'manifests',
    name: engine,
    inputs: { module: path.basename(module), kubectl, changes },
    build: async (target) => fs.writeFile(target, await render(kubectl, path.join(module, DEFINITIONS[engine].installation), changes)),
  });
  return fs.readFile(rendered, 'utf8');
}

function render(kubectl: string, base: string, changes: readonly object[]): Promise<string> {
  return withTemporaryFolder(async (overlay) => {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      // Kustomize takes no absolute paths.
      resources: [path.relative(await fs.realpath(overlay), base)],
      patches: changes.map((change) => ({ patch: JSON.stringify(change) })),
    };
    await fs.writeFile(path.join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
    return run(kubectl, ['kustomize', overlay]);
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
