import type { EngineDefinition } from './engine';
import { repositoryAndTag } from './image-parts';

/** Issues and renews the certificates of the platform's entrances. */
export const CERT_MANAGER: EngineDefinition = {
  name: 'certManager',
  chart: { name: 'cert-manager', version: 'v1.21.1', repository: 'oci://quay.io/jetstack/charts' },
  see: 'https://github.com/cert-manager/cert-manager/tree/v1.21.1/deploy/charts/cert-manager',
  release: 'cert-manager',
  namespace: 'cert-manager',
  podSecurity: 'restricted',
  apiGroups: ['cert-manager.io', 'acme.cert-manager.io'],
  after: [],
  workloads: ['deployment/cert-manager', 'deployment/cert-manager-cainjector', 'deployment/cert-manager-webhook'],
  images: {
    controller: 'quay.io/jetstack/cert-manager-controller:v1.21.1',
    cainjector: 'quay.io/jetstack/cert-manager-cainjector:v1.21.1',
    webhook: 'quay.io/jetstack/cert-manager-webhook:v1.21.1',
    acmesolver: 'quay.io/jetstack/cert-manager-acmesolver:v1.21.1',
  },
  values: ({ image }) => ({
    crds: { enabled: true, keep: true },
    image: repositoryAndTag(image('controller')),
    cainjector: { image: repositoryAndTag(image('cainjector')) },
    webhook: { image: repositoryAndTag(image('webhook')) },
    acmesolver: { image: repositoryAndTag(image('acmesolver')) },
    // A Helm hook, which nothing waits for here: the webhook's readiness says the same.
    startupapicheck: { enabled: false },
    // Leases in the namespace that the rights are for, not in kube-system.
    global: { leaderElection: { namespace: 'cert-manager' } },
  }),
};
