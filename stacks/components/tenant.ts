import type * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { Manifests } from './chart';

/** What {@link TenantSpace} deploys. */
export interface TenantSpaceArgs {
  /** The chart with the tenant's construct. */
  readonly chart: Chart;
  readonly kept: k8s.Provider;
}

/** One team. Nothing of it depends on another team, so a change of one touches that one alone. */
export class TenantSpace extends pulumi.ComponentResource {
  /** @param name name of the tenant and of its namespace */
  constructor(name: string, { chart, kept }: TenantSpaceArgs, options?: pulumi.ComponentResourceOptions) {
    super('mlplatform:tenants:Tenant', name, {}, options);
    new Manifests(name, { chart, kept }, { parent: this });
    this.registerOutputs({ namespace: name });
  }
}
