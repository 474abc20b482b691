import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import type { KubeObject } from '../../lib/k8s/object';
import { expandedBy } from './expand';
import { isKept, keep, retainMarked } from './kept';

/** The objects that a chart writes. */
export function objectsOf(chart: Chart): KubeObject[] {
  return chart.toJson() as KubeObject[];
}

/** What {@link Manifests} deploys. */
export interface ManifestsArgs {
  /** A chart of constructs. It knows no Outputs: cdk8s writes all objects at once. */
  readonly chart: Chart;
  /** Provider for the objects that outlive the stack. */
  readonly kept: k8s.Provider;
  /** What must be ready before the objects are made, apart from those that outlive the stack. @default - nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** The objects of a cdk8s chart as resources of Pulumi: the only place where one becomes the other. */
export class Manifests extends pulumi.ComponentResource {
  constructor(name: string, { chart, kept, after = [] }: ManifestsArgs, options?: pulumi.ComponentResourceOptions) {
    super('mlplatform:cdk8s:Manifests', name, {}, options);
    const objects = objectsOf(chart);
    // They wait for nothing: what a protected resource depends on is protected with it.
    const first = objects.filter(isKept).map((object) => keep(`${name}:${object.metadata.name}`, object, { parent: this, provider: kept }));
    const rest = objects.filter((object) => !isKept(object));
    if (rest.length > 0) {
      new k8s.yaml.v2.ConfigGroup(name, { objs: rest }, { parent: this, dependsOn: [...after, ...first], ...expandedBy({ kept, parent: this, child: retainMarked }) });
    }
    this.registerOutputs({ objects: objects.length });
  }
}
