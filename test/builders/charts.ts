import { Chart, Testing } from 'cdk8s';
import type { KubeObject } from '../../lib/k8s/object';

/** A chart with a namespace, which must not reach objects that name their own, or have none. */
export function chart(): Chart {
  return new Chart(Testing.app(), 'test', { namespace: 'elsewhere' });
}

/** The objects of a chart in their order, as `kind/namespace/name`. */
export function names(of: Chart): string[] {
  return (Testing.synth(of) as KubeObject[]).map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
}
