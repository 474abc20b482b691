import { Construct } from 'constructs';
import { compileBudgets } from '../lib/monitoring/compile';
import type { MonitoringSpec, TenantBudget } from '../lib/monitoring/spec';
import { validateBudgets, validateMonitoring } from '../lib/monitoring/validate';
import { addObjects, refuse } from './objects';

/** Properties of {@link TenantBudgets}: where {@link Monitoring} is told something, tell it here too. */
export interface TenantBudgetsProps extends Readonly<Pick<MonitoringSpec, 'namespace' | 'selectorLabels' | 'rules' | 'scrapeIntervalSeconds'>> {
  /** The tenants with their budgets; those without one add nothing. */
  readonly tenants: readonly TenantBudget[];
}

/** What tenants may use in a month. Beside {@link Monitoring}, which the tenants need not be known to. */
export class TenantBudgets extends Construct {
  /** @throws PlatformError with every error */
  constructor(scope: Construct, id: string, props: TenantBudgetsProps) {
    super(scope, id);
    const { tenants, ...spec } = props;
    refuse('InvalidSpec', 'TenantBudgets', [...validateMonitoring(spec), ...validateBudgets(tenants)]);
    addObjects(this, compileBudgets(tenants, spec));
  }
}
