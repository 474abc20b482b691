import type { FieldError } from '../errors';
import type { Json } from '../k8s/object';
import type { PlannedEngine } from '../engines/plan';

/** Secret values of charts by engine. */
export type SecretValueNames = Readonly<Record<string, Json>>;

/**
 * What is missing among the secret values. Grafana's chart would make up a new password whenever it is read, and with it a change at every `up`.
 */
export function checkSecrets(engines: readonly PlannedEngine[], secrets: SecretValueNames): FieldError[] {
  const stack = engines.find(({ definition }) => definition.name === 'kubePrometheusStack');
  const grafana = at(stack?.values, 'grafana');
  if (stack === undefined || at(grafana, 'enabled') === false || at(at(grafana, 'admin'), 'existingSecret') !== undefined) return [];
  if (typeof at(at(secrets.kubePrometheusStack, 'grafana'), 'adminPassword') === 'string') return [];
  const path = 'secretValues.kubePrometheusStack.grafana.adminPassword';
  return [{ path, reason: `missing. Allowed: the password of Grafana's administrator. Set it with \`pulumi config set --secret --path '${path}' PASSWORD\`, or name a Secret in engines.kubePrometheusStack.values.grafana.admin.existingSecret.` }];
}

function at(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
}
