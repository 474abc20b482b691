import { seconds, type Timing } from '../timing';
import { BUDGET_ALERTS } from './budget-alerts';
import { DEVICE_ALERTS } from './device-alerts';
import { JOB_ALERTS } from './job-alerts';
import { jobRules } from './jobs';
import { OPERATOR_ALERTS } from './operator-alerts';
import { budgetRules, resourceRules } from './resources';
import type { RuleGroup } from './rule';
import { satisfactionRules } from './satisfaction';

/** All rules of the platform. A group's rules see what those before them have recorded. */
export function ruleGroups(times: Timing): RuleGroup[] {
  const [interval, seldom] = [seconds(times.interval), seconds(times.seldom)];
  return [
    { name: 'ds-jobs', interval, rules: [...jobRules(times), ...JOB_ALERTS] },
    { name: 'ds-resources', interval, rules: [...resourceRules(), ...DEVICE_ALERTS] },
    { name: 'ds-budgets', interval: seldom, rules: [...budgetRules(times), ...BUDGET_ALERTS] },
    { name: 'ds-satisfaction', interval: seldom, rules: satisfactionRules() },
    { name: 'ds-operator', interval, rules: [...OPERATOR_ALERTS] },
  ];
}
