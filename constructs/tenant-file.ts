import { Construct } from 'constructs';
import * as fs from 'node:fs';
import { readTenants } from '../lib/tenants/read';
import { PlatformCatalog } from './catalog';
import { Tenant } from './tenant';

/** Properties of {@link TenantFile}. */
export interface TenantFileProps {
  /** Path of a YAML file with tenants: one in each document, or a list of them. */
  readonly file: string;
}

/** The tenants of a YAML file, checked as if they were written in TypeScript. Each is a {@link Tenant} whose id is its name. */
export class TenantFile extends Construct {
  /** The tenants in the order of the file. */
  readonly tenants: readonly Tenant[];

  /** @throws PlatformError with every error of every tenant, or if the file is not YAML */
  constructor(scope: Construct, id: string, props: TenantFileProps) {
    super(scope, id);
    const specs = readTenants(fs.readFileSync(props.file, 'utf8'), props.file, PlatformCatalog.of(this));
    this.tenants = specs.map((spec) => new Tenant(this, spec.name, spec));
  }
}
