import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modulePath } from '../../../sandbox/binaries';

/** CustomResourceDefinitions of the engines that the mesh is written for. */
export interface MeshCrds {
  readonly yaml: string;
  /** Whether the objects of an API are known. */
  knows(apiVersion: string): boolean;
}

const PROJECTS = ['istio', 'gateway-api', 'cert-manager', 'kueue'] as const;

/**
 * The newest that are at hand: those of the folder that `DS_UPSTREAM_CRDS` names, else those of Istio and Gateway API that Istio's own Go
 * module carries; nothing carries cert-manager's and Kueue's then.
 */
export async function meshCrds(): Promise<MeshCrds> {
  const upstream = process.env.DS_UPSTREAM_CRDS;
  const texts = upstream === undefined ? await carried() : await Promise.all(PROJECTS.map((project) => newest(upstream, project)));
  const yaml = texts.join('\n---\n');
  const groups = new Set([...yaml.matchAll(/^ {2}group: (\S+)$/gm)].map((match) => match[1]));
  return { yaml, knows: (apiVersion) => !/\..*\//.test(apiVersion) || apiVersion.endsWith('.k8s.io/v1') || groups.has(apiVersion.split('/')[0]) };
}

/** Those of Istio alone. */
export async function istioCrds(): Promise<string> {
  const upstream = process.env.DS_UPSTREAM_CRDS;
  return upstream === undefined ? carriedByIstio() : newest(upstream, 'istio');
}

async function newest(folder: string, project: string): Promise<string> {
  const found = (await fs.readdir(folder)).filter((name) => name.replace(/-[\d.]+$/, '') === project).sort().at(-1);
  if (found === undefined) throw new Error(`DS_UPSTREAM_CRDS (${folder}) has no folder ${project}-<version>.`);
  return readFolder(path.join(folder, found));
}

async function carried(): Promise<string[]> {
  const gateways = await modulePath('istio', 'sigs.k8s.io/gateway-api');
  return Promise.all([carriedByIstio(), readFolder(path.join(gateways, 'config/crd/standard'))]);
}

async function carriedByIstio(): Promise<string> {
  return fs.readFile(path.join(await modulePath('istio', 'istio.io/istio'), 'manifests/charts/base/files/crd-all.gen.yaml'), 'utf8');
}

async function readFolder(folder: string): Promise<string> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return (await Promise.all(names.map((name) => fs.readFile(path.join(folder, name), 'utf8')))).join('\n---\n');
}
