import { alert, type AlertingRule } from './rule';

/** Part of a budget at which its owners are told. */
const WARNING = 0.8;

/** Whether tenants stay within what they were given. Nothing is stopped: a budget is a promise, a quota is a limit. */
export const BUDGET_ALERTS: readonly AlertingRule[] = (['gpu', 'cpu'] as const).flatMap((kind) => {
  const [title, ratio] = [kind === 'gpu' ? 'Gpu' : 'Cpu', `tenant:ds_${kind}_budget:ratio`];
  const runbook =
    `1. The dashboard "Budgets" shows how the month went, "Usage" which jobs it was. ` +
    `2. Tell the tenant's owners. 3. Raise ${kind}HoursPerMonth of its budget, or lower its quota.`;
  return [
    alert(`${title}BudgetNearlyUsed`, 'info', { expr: `${ratio} > ${WARNING} <= 1`, for: '15m' }, {
      summary: `{{ $labels.tenant }} has used {{ $value | humanizePercentage }} of its ${kind.toUpperCase()} hours of this month.`,
      description: 'Jobs go on. The month is UTC\'s.',
      runbook,
    }),
    alert(`${title}BudgetExceeded`, 'warning', { expr: `${ratio} > 1`, for: '15m' }, {
      summary: `{{ $labels.tenant }} has used {{ $value | humanizePercentage }} of its ${kind.toUpperCase()} hours of this month.`,
      description: 'Jobs go on: a budget stops nothing. The month is UTC\'s.',
      runbook,
    }),
  ];
});
