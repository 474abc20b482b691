import { Construct } from 'constructs';
import { JOB_KINDS } from '../lib/jobs/registry';
import { compileTenant } from '../lib/tenants/compile';
import type { TenantSpec } from '../lib/tenants/spec';
import { validateTenant } from '../lib/tenants/validate';
import { PlatformCatalog } from './catalog';
import { Mesh } from './mesh';
import { addObjects, refuse } from './objects';

/** Properties of {@link Tenant}. */
export type TenantProps = Readonly<TenantSpec>;

/** A team: its namespace, and everything that makes it safe. */
export class Tenant extends Construct {
  /** Namespace that the tenant's jobs live in. */
  readonly namespace: string;
  /** What the tenant's jobs may use at a time, by node pool. */
  readonly quota: TenantSpec['quota'];
  /** What the tenant was made from. */
  readonly spec: TenantProps;

  /** @throws PlatformError with every error of the tenant */
  constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const catalog = PlatformCatalog.of(this);
    refuse('InvalidSpec', `Tenant/${props.name}`, validateTenant(props, catalog));
    this.namespace = props.name;
    this.quota = props.quota;
    this.spec = props;
    const objects = compileTenant(props, { catalog, kinds: JOB_KINDS, mesh: Mesh.of(this) });
    addObjects(this, objects, objects[0]);
  }
}
