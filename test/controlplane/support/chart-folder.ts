import * as fs from 'node:fs';
import * as path from 'node:path';
import { modulePath } from '../../../sandbox/binaries';
import { imageReference } from '../../../sandbox/images/catalogue';

/** The configuration of an engine whose chart and image are the site's own. */
interface SiteEngine {
  readonly chart: string;
  readonly values: object;
}

/** Where the engines' Go modules have their charts. */
const CHARTS = {
  jobset: ['sigs.k8s.io/jobset', 'charts/jobset'],
  kueue: ['sigs.k8s.io/kueue', 'charts/kueue'],
} as const;

type EngineWithChart = keyof typeof CHARTS;

/** A small node has no room for what a production cluster sets aside. */
const RESOURCES = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '1Gi' } };

/**
 * What an air-gapped site has: a folder with the engines' charts, and images of its own. The versions are those of the engines' Go modules.
 * @returns `platform.engines` of a stack
 */
export async function siteEngines(folder: string): Promise<Record<EngineWithChart, SiteEngine>> {
  const chart = (engine: EngineWithChart): Promise<string> => copyChart(engine, folder);
  return {
    jobset: { chart: await chart('jobset'), values: { image: imageParts('jobset'), controller: { resources: RESOURCES } } },
    kueue: { chart: await chart('kueue'), values: { controllerManager: { manager: { image: imageParts('kueue'), resources: RESOURCES } } } },
  };
}

async function copyChart(engine: EngineWithChart, folder: string): Promise<string> {
  const [importPath, inside] = CHARTS[engine];
  const target = path.join(folder, 'charts', engine);
  // What was written for Kubernetes before 1.22 stays behind: that API is gone.
  fs.cpSync(path.join(await modulePath(engine, importPath), inside), target, { recursive: true, filter: (source) => !source.endsWith('crds-v1beta1.yaml') });
  return target;
}

function imageParts(engine: EngineWithChart): { repository: string; tag: string } {
  const [repository = '', tag = ''] = imageReference(engine).split(/:(?=[^:]*$)/);
  return { repository, tag };
}
