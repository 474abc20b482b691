import type { V1ConfigMap } from '@kubernetes/client-node';
import type { KubeObject, KubeObjectOf } from '../../k8s/object';
import { toYaml } from '../../yaml/write';
import type { RuleGroup } from './rule';

/** Rules for the Prometheus operator. @see https://prometheus-operator.dev/docs/developer/alerting/ */
export type PrometheusRule = KubeObjectOf<{ groups: readonly RuleGroup[] }>;

/** Label of ConfigMaps whose files a Prometheus of one's own reads as rules. */
export const RULES_LABEL = 'prometheus_rule';

/** The rules as the object that whoever runs Prometheus reads. */
export function compileRules(groups: readonly RuleGroup[], form: 'PrometheusRule' | 'ConfigMap', metadata: KubeObject['metadata']): KubeObject {
  return form === 'PrometheusRule' ? prometheusRule(groups, metadata) : ruleFile(groups, metadata);
}

function prometheusRule(groups: readonly RuleGroup[], metadata: KubeObject['metadata']): PrometheusRule {
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec: { groups } };
}

function ruleFile(groups: readonly RuleGroup[], metadata: KubeObject['metadata']): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, labels: { ...metadata.labels, [RULES_LABEL]: '1' } },
    data: { [`${metadata.name}.yaml`]: toYaml([{ groups }]) },
  } satisfies KubeObject & V1ConfigMap;
  return object;
}
