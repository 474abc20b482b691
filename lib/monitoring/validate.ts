import type { FieldError } from '../errors';
import { checkLabels, checkObjectName, isObjectName } from '../nodes/names';
import type { BudgetSpec, MonitoringSpec, TenantBudget } from './spec';

const MONITORS = ['operator', 'kueue', 'dcgm', 'kube-state-metrics', 'pushgateway'];

/** Most seconds between two scrapes: Prometheus forgets a sample after five minutes. */
const MAX_INTERVAL = 300;

/** Everything that is wrong with a spec. */
export function validateMonitoring(spec: MonitoringSpec): FieldError[] {
  return [
    ...(spec.namespace === undefined ? [] : checkObjectName('namespace', spec.namespace)),
    ...(spec.selectorLabels === undefined ? [] : checkLabels('selectorLabels', spec.selectorLabels)),
    ...checkChoice('rules', spec.rules, ['PrometheusRule', 'ConfigMap']),
    ...checkInterval(spec.scrapeIntervalSeconds),
    ...checkServiceAccount(spec.kubeStateMetricsServiceAccount),
    ...(spec.monitors ?? []).flatMap((monitor, index) => checkChoice(`monitors[${index}]`, monitor, MONITORS)),
  ];
}

/** Everything that is wrong with the budgets of tenants. */
export function validateBudgets(tenants: readonly TenantBudget[]): FieldError[] {
  return tenants.flatMap(({ name, budget = {} }, index) => [
    ...checkObjectName(`tenants[${index}].name`, name),
    ...checkTwice(tenants, index),
    ...validateBudget(`tenants[${index}].budget`, budget),
  ]);
}

/** Everything that is wrong with a budget. */
export function validateBudget(path: string, { gpuHoursPerMonth, cpuHoursPerMonth }: BudgetSpec): FieldError[] {
  return Object.entries({ gpuHoursPerMonth, cpuHoursPerMonth }).flatMap(([field, hours]) => {
    if (hours === undefined || (Number.isFinite(hours) && hours >= 0)) return [];
    return [{ path: `${path}.${field}`, reason: `not a number of hours (given ${String(hours)}). Allowed: 0 or more. Correct it, or leave it out for no limit.` }];
  });
}

function checkTwice(tenants: readonly TenantBudget[], index: number): FieldError[] {
  const name = tenants[index]?.name;
  if (!tenants.slice(0, index).some((other) => other.name === name)) return [];
  return [{ path: `tenants[${index}].name`, reason: `given twice (${JSON.stringify(name)}). Allowed: each tenant once. Remove one of them.` }];
}

function checkInterval(given: number | undefined): FieldError[] {
  if (given === undefined || (Number.isInteger(given) && given >= 1 && given <= MAX_INTERVAL)) return [];
  return [{ path: 'scrapeIntervalSeconds', reason: `not an interval (given ${given}). Allowed: whole seconds from 1 to ${MAX_INTERVAL}. Use what Prometheus scrapes kube-state-metrics with.` }];
}

function checkServiceAccount(given: string | undefined): FieldError[] {
  if (given === undefined || given.split('.').every(isObjectName)) return [];
  return [{ path: 'kubeStateMetricsServiceAccount', reason: `not a name (given ${JSON.stringify(given)}). Allowed: the name of a ServiceAccount. Look it up with kubectl get serviceaccounts.` }];
}

function checkChoice(path: string, given: string | undefined, allowed: readonly string[]): FieldError[] {
  if (given === undefined || allowed.includes(given)) return [];
  return [{ path, reason: `unknown (given ${JSON.stringify(given)}). Allowed: ${allowed.join(', ')}. Use one of them.` }];
}
