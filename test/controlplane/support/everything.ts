import { type App, Testing } from 'cdk8s';
import type { V1Job } from '@kubernetes/client-node';
import { examplePlatform } from '../../../examples/platform';
import { compileJob, DEFAULT_CATALOG, jobKind, type Job, type KubeObject } from '../../../lib';
import { PlatformCatalog } from '../../../constructs';

/** Everything that the example platform emits, and what its jobs become in the cluster. */
export function exampleObjects(): KubeObject[] {
  const app: App = Testing.app();
  examplePlatform(app, DEFAULT_CATALOG);
  const objects = app.charts.flatMap((chart) => Testing.synth(chart) as KubeObject[]);
  const last = app.charts.at(-1);
  const catalog = last === undefined ? DEFAULT_CATALOG : PlatformCatalog.of(last);
  const jobs = objects.filter(({ kind }) => jobKind(kind) !== undefined) as Job[];
  return [...objects, ...jobs.flatMap((job) => compileJob(job, catalog) as KubeObject[])];
}

interface JobSet extends KubeObject {
  readonly spec: { readonly replicatedJobs: readonly { readonly name: string; readonly template: Pick<V1Job, 'metadata' | 'spec'> }[] };
}

/** The objects with each JobSet as the Jobs that JobSet makes of it: scanners know no JobSets. */
export function withPlainJobs(objects: readonly KubeObject[]): KubeObject[] {
  return objects.flatMap((object) => {
    if (object.kind !== 'JobSet') return [object];
    const { namespace, name } = object.metadata;
    return (object as JobSet).spec.replicatedJobs.map((part) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { labels: part.template.metadata?.labels ?? {}, name: `${name}-${part.name}-0`, namespace },
      spec: part.template.spec,
    }));
  });
}
