import { BUDGETS } from './budgets';
import type { Dashboard } from './dashboard';
import { HARDWARE } from './hardware';
import { OPERATOR } from './operator';
import { SATISFACTION } from './satisfaction';
import { USAGE } from './usage';

/** Every dashboard of the platform. */
export const DASHBOARDS: readonly Dashboard[] = [USAGE, HARDWARE, BUDGETS, SATISFACTION, OPERATOR];
