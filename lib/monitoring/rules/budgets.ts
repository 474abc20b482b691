import type { BudgetSpec, TenantBudget } from '../spec';
import { seconds, type Timing } from '../timing';
import type { RecordingRule, RuleGroup } from './rule';

/** What each tenant may use in a month, as series that the other rules compare with; none for a tenant without a budget. */
export function budgetGroup(tenants: readonly TenantBudget[], { seldom }: Timing): RuleGroup {
  const rules = [...tenants].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ name, budget = {} }) => recorded(name, budget));
  return { name: 'ds-tenant-budgets', interval: seconds(seldom), rules };
}

function recorded(tenant: string, { gpuHoursPerMonth, cpuHoursPerMonth }: BudgetSpec): RecordingRule[] {
  const hours = { gpu: gpuHoursPerMonth, cpu: cpuHoursPerMonth };
  return Object.entries(hours).flatMap(([kind, limit]) =>
    limit === undefined ? [] : [{ record: `tenant:ds_${kind}_hours:budget`, expr: `vector(${limit})`, labels: { tenant } }],
  );
}
