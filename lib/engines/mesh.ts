import type { ChartReference, EngineDefinition, ValuesContext } from './engine';
import { imageParts } from './image-parts';

const VERSION = '1.30.3';

/** The smallest variant of each image: no shell, and nothing to maintain. */
const TAG = `${VERSION}-distroless`;
const HUB = 'registry.istio.io/release';

const NAMESPACE = 'istio-system';

const see = (folder: string): string => `https://github.com/istio/istio/tree/${VERSION}/manifests/charts/${folder}`;

const chart = (name: string): ChartReference => ({ name, version: VERSION, repository: `oci://${HUB}/charts` });

/** What all charts of Istio are told: where the images are, by the folder and tag that they share. The variant is in the tag already. */
function hubAndTag(reference: string): { hub: string; tag: string; variant: string } {
  const { repository, tag } = imageParts(reference);
  return { hub: repository.slice(0, repository.lastIndexOf('/')), tag, variant: '' };
}

/**
 * Webhooks refuse what Istio does not understand, from the start. The charts' own default lets everything pass at first and leaves it to
 * istiod to change that; then istiod and Pulumi would both own the field.
 */
const FAIL_CLOSED = { validationFailurePolicy: 'Fail' };

/** Definitions of Istio. */
export const ISTIO_BASE: EngineDefinition = {
  name: 'istioBase',
  chart: chart('base'),
  see: see('base'),
  release: 'istio-base',
  namespace: NAMESPACE,
  podSecurity: 'privileged',
  apiGroups: [],
  after: [],
  workloads: [],
  images: {},
  values: () => ({ base: FAIL_CLOSED }),
};

/** Istio's control plane, in ambient mode. */
export const ISTIOD: EngineDefinition = {
  name: 'istiod',
  chart: chart('istiod'),
  see: see('istio-control/istio-discovery'),
  release: 'istiod',
  namespace: NAMESPACE,
  podSecurity: 'privileged',
  apiGroups: ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
  after: ['istioBase'],
  workloads: ['deployment/istiod'],
  // The proxy is what istiod puts into the pods of gateways and waypoints.
  images: { pilot: `${HUB}/pilot:${TAG}`, proxy: `${HUB}/proxyv2:${TAG}` },
  values: ({ image, mesh }) => ({
    profile: 'ambient',
    global: { ...hubAndTag(image('pilot')), istioNamespace: NAMESPACE, proxy: { clusterDomain: mesh?.clusterDomain ?? 'cluster.local' } },
    base: FAIL_CLOSED,
    meshConfig: { trustDomain: mesh?.trustDomain ?? 'cluster.local' },
  }),
};

/** Puts the pods of the mesh behind ztunnel, on every node. */
export const ISTIO_CNI: EngineDefinition = {
  name: 'istioCni',
  chart: chart('cni'),
  see: see('istio-cni'),
  release: 'istio-cni',
  namespace: NAMESPACE,
  podSecurity: 'privileged',
  apiGroups: [],
  after: ['istiod'],
  workloads: ['daemonset/istio-cni-node'],
  images: { installCni: `${HUB}/install-cni:${TAG}` },
  values: ({ image }) => ({ profile: 'ambient', global: hubAndTag(image('installCni')) }),
};

/** Carries the mesh's traffic by mutual TLS, on every node. */
export const ZTUNNEL: EngineDefinition = {
  name: 'ztunnel',
  chart: chart('ztunnel'),
  see: see('ztunnel'),
  release: 'ztunnel',
  namespace: NAMESPACE,
  podSecurity: 'privileged',
  apiGroups: [],
  after: ['istiod', 'istioCni'],
  workloads: ['daemonset/ztunnel'],
  images: { ztunnel: `${HUB}/ztunnel:${TAG}` },
  // Istiod tells it the trust domain of each pod.
  values: ({ image, mesh }: ValuesContext) => ({ ...hubAndTag(image('ztunnel')), env: { CLUSTER_DOMAIN: mesh?.clusterDomain ?? 'cluster.local' } }),
};

/** The pods of the ingress. Their image is put in by istiod. */
export const ISTIO_GATEWAY: EngineDefinition = {
  name: 'istioGateway',
  chart: chart('gateway'),
  see: see('gateway'),
  release: 'istio-ingress',
  namespace: 'istio-ingress',
  // The namespace has the label by which istiod completes the pods, and the rules are there before the first pod is.
  inNamespaceOf: 'ingress',
  podSecurity: 'baseline',
  apiGroups: [],
  after: ['istiod', 'ztunnel'],
  workloads: ['deployment/istio-ingress'],
  images: {},
  values: () => ({}),
};
