import { deployCluster } from './cluster';
import { clusterAccess } from './components/access';
import type { StackConfig } from './config';
import type { ClusterOutputs, PlatformOutputs, TenantsOutputs } from './outputs';
import { deployPlatform } from './platform';
import { deployTenants } from './tenants';

/** Deploys the layer that a configuration is for, and returns the stack's outputs. @throws PlatformError with every error */
export async function deploy(config: StackConfig): Promise<ClusterOutputs | PlatformOutputs | TenantsOutputs> {
  const context = { access: clusterAccess(config.access), root: config.root };
  switch (config.layer) {
    case 'cluster':
      return deployCluster(config.spec, context);
    case 'platform':
      return deployPlatform(config.spec, context, config.secretValues);
    case 'tenants':
      return deployTenants(config.spec, context);
  }
}
