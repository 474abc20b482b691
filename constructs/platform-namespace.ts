import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { LABELS, MANAGED_BY, PLATFORM_NAMESPACE } from '../lib/api';

/** Properties of {@link PlatformNamespace}. */
export interface PlatformNamespaceProps {
  /** Name of the namespace. @default 'ds-platform' */
  readonly name?: string;
}

/**
 * The namespace of the platform's own parts: catalog and operator. Only restricted pods may run in it.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class PlatformNamespace extends Construct {
  constructor(scope: Construct, id: string, props: PlatformNamespaceProps = {}) {
    super(scope, id);
    const restricted = Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: props.name ?? PLATFORM_NAMESPACE, namespace: undefined, labels: { [LABELS.managedBy]: MANAGED_BY, ...restricted } },
    });
  }
}
