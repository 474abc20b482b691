import * as fs from 'node:fs';
import * as path from 'node:path';
import { engineCrds } from '../../../sandbox/engines/manifests';

/** The engines' CustomResourceDefinitions of one combination of versions, as YAML. */
export interface CrdSet {
  readonly name: string;
  readonly yaml: () => Promise<string>;
  /** Whether it has the definitions of all other projects too that we write objects for. */
  readonly complete: boolean;
}

/** Engines that we write objects for. */
const ENGINES = ['jobset', 'kueue'] as const;

/** Beginnings of the folders of other projects that we write objects for; each is there in one version. */
const OTHERS = ['karpenter', 'istio', 'cert-manager', 'prometheus-operator'] as const;

/**
 * Every version of the engines' CRDs that is at hand. `DS_UPSTREAM_CRDS` names a folder with one folder of YAML files for each project and
 * version, `kueue-0.19.2`; without it there are those that the engines' own Go modules carry.
 */
export function crdSets(): CrdSet[] {
  const folder = process.env.DS_UPSTREAM_CRDS;
  if (folder === undefined) return [{ name: 'the engines of the sandbox', yaml: () => engineCrds(ENGINES), complete: false }];
  const versions = (engine: string): string[] => fs.readdirSync(folder).filter((name) => name.startsWith(`${engine}-`)).sort();
  const most = Math.max(...ENGINES.map((engine) => versions(engine).length));
  return Array.from({ length: most }, (_, index) => {
    const chosen = ENGINES.map((engine) => {
      const found = versions(engine);
      const version = found[Math.min(index, found.length - 1)];
      if (version === undefined) throw new Error(`DS_UPSTREAM_CRDS (${folder}) has no folder ${engine}-<version>.`);
      return version;
    });
    const all = [...chosen, ...OTHERS.flatMap(versions)];
    return { name: chosen.join(', '), yaml: async () => all.map((version) => readFolder(path.join(folder, version))).join('\n---\n'), complete: true };
  });
}

function readFolder(folder: string): string {
  return fs.readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n---\n');
}
