import { ApiObject, JsonPatch } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LABELS, MANAGED_BY, PLATFORM_NAMESPACE } from '../lib/api';

/** Properties of {@link PlatformNamespace}. */
export interface PlatformNamespaceProps {
  /** Name of the namespace. @default 'ds-platform' */
  readonly name?: string;
}

/** The operator speaks to the API server, and answers probes and Prometheus: none of these is in the mesh. @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
const NO_SIDECARS = { 'istio-injection': 'disabled' };

/**
 * The namespace of the platform's own parts: catalog and operator. Only restricted pods may run in it.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class PlatformNamespace extends Construct {
  constructor(scope: Construct, id: string, props: PlatformNamespaceProps = {}) {
    super(scope, id);
    const restricted = Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
    const namespace = new Namespace(this, 'Resource', {
      metadata: { name: props.name ?? PLATFORM_NAMESPACE, labels: { [LABELS.managedBy]: MANAGED_BY, ...NO_SIDECARS, ...restricted } },
    });
    const object = ApiObject.of(namespace);
    // A chart puts its own namespace even on objects that belong to none.
    if (object.metadata.namespace !== undefined) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
}
