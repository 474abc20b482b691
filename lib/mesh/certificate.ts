import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { hostsOf, ingressMetadata, type GatewayIdentity } from './names';
import type { IngressSpec } from './spec';

/** A Certificate of cert-manager. @see https://cert-manager.io/docs/usage/certificate/ */
export type Certificate = KubeObjectOf<{
  secretName: string;
  dnsNames: string[];
  usages: string[];
  privateKey: { algorithm: 'ECDSA'; size: 256; rotationPolicy: 'Always' };
  issuerRef: { group: string; kind: string; name: string };
}>;

const GROUP = 'cert-manager.io';

/** Name of the Secret that cert-manager puts the certificate in. The gateway reads it there, so both are in one namespace. */
export function certificateSecretName({ name }: GatewayIdentity): string {
  return `${name}-tls`;
}

/** The gateway's certificate, and its issuer where it has one of its own. */
export function compileCertificate(ingress: IngressSpec, gateway: GatewayIdentity): KubeObject[] {
  const { name, kind = 'ClusterIssuer' } = ingress.tls.issuer;
  const secretName = certificateSecretName(gateway);
  const certificate: Certificate = {
    apiVersion: `${GROUP}/v1`,
    kind: 'Certificate',
    metadata: ingressMetadata(gateway, secretName),
    spec: {
      secretName,
      dnsNames: hostsOf(ingress),
      usages: ['server auth'],
      // A new key with each renewal: one that has leaked is of no use for longer than its certificate.
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: GROUP, kind, name },
    },
  };
  return [...issuer(ingress, gateway), certificate];
}

/** @see https://cert-manager.io/docs/configuration/ */
function issuer({ tls }: IngressSpec, gateway: GatewayIdentity): KubeObjectOf<object>[] {
  const { name, create, caSecretName } = tls.issuer;
  if (create === undefined) return [];
  const spec = create === 'ca' ? { ca: { secretName: caSecretName } } : { selfSigned: {} };
  return [{ apiVersion: `${GROUP}/v1`, kind: 'Issuer', metadata: ingressMetadata(gateway, name), spec }];
}
