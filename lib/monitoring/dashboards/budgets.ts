import type { Dashboard, Panel, Row } from './dashboard';

const TEAM = 'tenant=~"$tenant"';

/** What tenants have used of what they were given for the month. */
export const BUDGETS: Dashboard = {
  uid: 'ds-budgets',
  title: 'Data science: Budgets',
  description: 'Hours of GPU and CPU since the month began (UTC), and what part of the budget they are.',
  range: '30d',
  variables: [{ name: 'tenant', label: 'Team', series: 'tenant:ds_gpus:allocated', from: 'tenant' }],
  rows: [row('gpu'), row('cpu')],
};

function row(kind: 'gpu' | 'cpu'): Row {
  const title = kind.toUpperCase();
  return {
    title: `${title} hours`,
    panels: [
      {
        title: `${title} budget used`,
        description: 'Part of the budget of this month; tenants without a budget are not shown.',
        kind: 'ranking',
        unit: 'percentunit',
        thresholds: { warn: 0.8, bad: 1 },
        queries: [{ expr: `tenant:ds_${kind}_budget:ratio{${TEAM}}`, legend: '{{tenant}}' }],
      },
      {
        title: `${title} hours of the month`,
        description: 'Hours used since the month began, and the budget.',
        kind: 'lines',
        unit: 'h',
        queries: [
          { expr: `tenant:ds_${kind}_hours:month{${TEAM}}`, legend: '{{tenant}}' },
          { expr: `tenant:ds_${kind}_hours:budget{${TEAM}}`, legend: '{{tenant}} budget' },
        ],
      },
    ] satisfies Panel[],
  };
}
