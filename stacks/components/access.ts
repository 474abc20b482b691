import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** How a cluster is reached. */
export interface AccessArgs {
  /** Kubeconfig as text. @default - as kubectl finds it: `KUBECONFIG`, else `~/.kube/config`, else the service account of the pod */
  readonly kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. @default - its current one */
  readonly context?: string;
}

/** The cluster of a stack, as seen by two providers of one kubeconfig. */
export interface ClusterAccess {
  /** For all that comes and goes with the stack. It refuses to take over what somebody else made. */
  readonly cluster: k8s.Provider;
  /** For what outlives the stack, and for tenants, some of whose objects do (docs/pulumi.md): it takes over what an earlier stack left behind, and is its only owner. */
  readonly kept: k8s.Provider;
}

/** Providers for one cluster. docs/adr/0006-who-owns-a-field.md tells why they differ. */
export function clusterAccess({ kubeconfig, context }: AccessArgs = {}): ClusterAccess {
  const shared = {
    kubeconfig,
    context,
    enableServerSideApply: true,
    // Otherwise a changed catalog is deleted and made again, and jobs are refused in between.
    enableConfigMapMutable: true,
  };
  return {
    cluster: new k8s.Provider('cluster', shared),
    kept: new k8s.Provider('kept', { ...shared, upsertExistingObjects: true, enablePatchForce: true }),
  };
}
