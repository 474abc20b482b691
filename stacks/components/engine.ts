import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as path from 'node:path';
import type { Json } from '../../lib/k8s/object';
import { isPath, merge, type ChartSource, type PlannedEngine } from '../../lib/engines/plan';
import { expandedBy } from './expand';
import { retainDefinitions } from './kept';

/** What {@link Engine} installs. */
export interface EngineArgs {
  readonly engine: PlannedEngine;
  /** Values that are secret, put over the others. @default - none */
  readonly secretValues?: pulumi.Output<Record<string, Json>>;
  /** Folder that paths of charts start from. */
  readonly root: string;
  /** Provider for the definitions, which outlive the stack. */
  readonly kept: k8s.Provider;
  /** What must be ready before. @default - nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** An upstream engine by its Helm chart. It is ready when all that the chart runs is ready. */
export class Engine extends pulumi.ComponentResource {
  constructor(name: string, { engine, secretValues, root, kept, after = [] }: EngineArgs, options?: pulumi.ComponentResourceOptions) {
    super('mlplatform:engine:Engine', name, {}, options);
    const { definition, source, values } = engine;
    new k8s.helm.v4.Chart(
      name,
      {
        ...chartArgs(source, root),
        name: definition.release,
        namespace: definition.namespace,
        values: secretValues === undefined ? values : secretValues.apply((secret) => merge(values, secret)),
      },
      { parent: this, dependsOn: [...after], ...expandedBy({ kept, parent: this, child: retainDefinitions(kept) }) },
    );
    this.registerOutputs({ chart: source.chart, version: source.version });
  }
}

function chartArgs({ chart, repository, version }: ChartSource, root: string): Pick<k8s.helm.v4.ChartArgs, 'chart' | 'version' | 'repositoryOpts'> {
  return {
    chart: isPath(chart) ? path.resolve(root, chart) : chart,
    version,
    repositoryOpts: repository === undefined ? undefined : { repo: repository },
  };
}
