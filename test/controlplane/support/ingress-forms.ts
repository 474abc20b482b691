import { App, Chart } from 'cdk8s';
import { IstioIngress, Mesh, PlatformNamespace, Tenant } from '../../../constructs';
import { compileJob, DEFAULT_CATALOG, notebookGateway, type IngressSpec, type KubeObject, type MeshSpec, type RouteSpec } from '../../../lib';
import { gatewayIdentity } from '../../../lib/mesh/names';
import { NOTEBOOK_GATEWAY, tenant } from '../../builders/catalog';
import { jupyterNotebook } from '../../builders/jobs';
import { grafana, ingress, route } from '../../builders/ingress';
import { certificateFor } from '../../support/certificates';

/** One way to write an ingress, with the options that it knows. */
export interface IngressForm {
  readonly name: string;
  readonly ingress: IngressSpec;
  readonly mesh: MeshSpec;
}

const EVERY_CLAIM: Partial<IngressSpec['jwt']> = {
  jwksUri: 'https://login.example.com/keys',
  groupsClaim: '[realm_access][roles]',
  userClaim: 'email',
  claimHeaders: { 'x-ds-user': 'email', 'x-forwarded-user': 'sub' },
  forwardToken: true,
};
const PLATFORM = { platformNamespaces: ['monitoring'] };
const jwt = ingress().jwt;

/** Each API, as it comes and with every option. */
export const INGRESS_FORMS: readonly IngressForm[] = [
  { name: 'istio, as it comes', ingress: ingress({ ...PLATFORM, api: 'istio' }), mesh: {} },
  {
    name: 'istio, every option',
    ingress: ingress({
      ...PLATFORM,
      api: 'istio',
      name: 'edge',
      namespace: 'edge',
      tls: { issuer: { name: 'house', kind: 'Issuer', create: 'ca', caSecretName: 'house-ca' }, minimumVersion: '1.3' },
      jwt: { ...jwt, ...EVERY_CLAIM },
      loginProvider: 'oauth2-proxy',
      notebooks: { domain: NOTEBOOK_GATEWAY.domain },
      pods: { labels: { app: 'edge', tier: 'front' }, serviceAccountName: 'edge' },
    }),
    mesh: { rootNamespace: 'istio-system', trustDomain: 'prod.example.com' },
  },
  { name: 'gateway, as it comes', ingress: ingress({ ...PLATFORM, api: 'gateway' }), mesh: {} },
  {
    name: 'gateway, every option',
    ingress: ingress({
      ...PLATFORM,
      api: 'gateway',
      name: 'edge',
      namespace: 'edge',
      gatewayClassName: 'istio',
      tls: { issuer: { name: 'own', kind: 'Issuer', create: 'selfSigned' }, minimumVersion: '1.2' },
      jwt: { ...jwt, ...EVERY_CLAIM },
      loginProvider: 'oauth2-proxy',
    }),
    mesh: { trustDomain: 'prod.example.com' },
  },
];

/** Routes of every kind: to a tenant for a group, to another for a person, to the platform; with and without path. */
export const ROUTES: readonly RouteSpec[] = [
  route(),
  route({ name: 'bob', path: '/notebooks/bob', service: 'bob', pods: { app: 'bob' }, groups: undefined, users: ['bob@example.com'], stripPath: true }),
  route({ name: 'portal', path: '/portal', tenant: 's-news', service: 'portal', pods: { app: 'portal' }, targetPort: undefined, port: 8080, users: ['carol'] }),
  grafana(),
];

const EXITS = [{ name: 'index', namespaceSelector: { 'kubernetes.io/metadata.name': 'packages' }, ports: [{ port: 8080 }] }];

/** Everything that the mesh, an ingress with its routes and two tenants are in the cluster. */
export function objectsOf(form: IngressForm): KubeObject[] {
  const chart = new Chart(new App(), 'mesh');
  new PlatformNamespace(chart, 'namespace');
  new Mesh(chart, 'mesh', form.mesh);
  const made = new IstioIngress(chart, 'ingress', form.ingress);
  new Tenant(chart, 'mlplatform', tenant({ egress: EXITS, quota: { cpu: { cpu: '8', memory: '32Gi' } } }));
  new Tenant(chart, 'news', tenant({ name: 's-news', quota: { cpu: { cpu: '8', memory: '32Gi' } } }));
  ROUTES.forEach((one) => made.addRoute(one));
  return [...(chart.toJson() as KubeObject[]), ...notebookOf(form)];
}

/** A notebook with users, where the ingress leads to notebooks, as the operator makes it. */
function notebookOf(form: IngressForm): KubeObject[] {
  const gateway = notebookGateway(form.ingress, form.mesh);
  if (gateway === undefined) return [];
  const notebook = jupyterNotebook({ users: ['alice@example.com', 'bob@example.com'] }, { name: 'explore', namespace: 's-mlplatform' });
  return compileJob(notebook, { ...DEFAULT_CATALOG, notebookGateway: gateway });
}

/** What others make around an ingress: namespaces, the gateway's pods, its certificate's Secret, and the services that it leads to. */
export function surroundings({ ingress: spec, mesh }: IngressForm): object[] {
  const gateway = gatewayIdentity(spec, mesh);
  const targets = ROUTES.map((one) => ({ namespace: one.tenant ?? one.namespace ?? '', name: one.service, labels: one.pods ?? { app: one.service }, port: one.port, targetPort: one.targetPort ?? one.port }));
  return [
    ...['istio-system', 'monitoring'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'disabled' } } })),
    ...[...new Set([gateway.namespace, ...targets.map(({ namespace }) => namespace)])].map((namespace) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } })),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${gateway.name}-tls`, namespace: gateway.namespace }, type: 'kubernetes.io/tls', data: tlsData() },
    pod(gateway.namespace, 'gateway-0', { ...gateway.podLabels, 'service.istio.io/canonical-name': 'gateway' }, true),
    service(gateway.namespace, 'gateway', gateway.podLabels, [
      { name: 'http2', port: 80, targetPort: 80 },
      { name: 'https', port: 443, targetPort: 443 },
    ]),
    ...targets.flatMap(({ namespace, name, labels, port, targetPort }) => [pod(namespace, name, labels, false), service(namespace, name, labels, [{ name: 'http', port, targetPort }])]),
    ...(spec.notebooks === undefined ? [] : [pod('s-mlplatform', 'explore', { 'ds.bloomberg.com/job-kind': 'JupyterNotebook', 'ds.bloomberg.com/job-name': 'explore' }, false)]),
    // A pod of a job, without which the policy for jobs selects nothing.
    ...['s-mlplatform', 's-news'].map((namespace) => pod(namespace, 'job', { 'app.kubernetes.io/managed-by': 'ds-platform' }, false)),
  ];
}

/** A pod as Istio leaves it: with a proxy in it, or taken into the ambient mesh. */
function pod(namespace: string, name: string, labels: Record<string, string>, isProxy: boolean): object {
  const annotations = isProxy ? { 'sidecar.istio.io/status': '{}' } : { 'ambient.istio.io/redirection': 'enabled' };
  const container = {
    name: isProxy ? 'istio-proxy' : 'main',
    image: 'example.com/main:1',
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '128Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels, annotations }, spec: { automountServiceAccountToken: false, containers: [container] } };
}

function service(namespace: string, name: string, selector: Record<string, string>, ports: object[]): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports } };
}

/** Istio's analyzer reads the certificate, so it must be one. */
function tlsData(): Record<string, string> {
  const { certificate, key } = certificateFor(['ds.example.com']);
  const encode = (pem: string): string => Buffer.from(pem).toString('base64');
  return { 'tls.crt': encode(certificate), 'tls.key': encode(key) };
}
