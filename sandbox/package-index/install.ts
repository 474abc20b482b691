import { apply, diagnosed, documentsOf, rolledOut, type ClusterContext } from '../engines/context';
import { imageReference } from '../images/catalogue';
import { step } from '../progress';

const NAMESPACE = 'sandbox-system';
const NAME = 'package-index';
const WORKLOAD = { namespace: NAMESPACE, resource: `deployment/${NAME}` };
const LABELS = { 'app.kubernetes.io/name': NAME };

/** What pip in the cluster's pods takes as its index; plain HTTP, so pip must also be told to trust the host. */
export const PACKAGE_INDEX_URL = `http://${NAME}.${NAMESPACE}.svc.cluster.local/simple/`;

/** Where the pods of the cluster find jars. */
export const MAVEN_URL = `http://maven.${NAMESPACE}.svc.cluster.local/`;

/** The ports of the two servers in their pod. */
const PORTS = { http: 8080, maven: 8081 } as const;

/** Installs a Python package index and a Maven repository for the pods of all namespaces and waits until they are ready. */
export async function installPackageIndex(context: ClusterContext): Promise<void> {
  await step('install the package index', async () => {
    await apply(context, documentsOf([namespace(), deployment(), service(NAME, 'http'), service('maven', 'maven')]));
    await diagnosed(context, WORKLOAD, () => rolledOut(context, WORKLOAD, 60_000));
  });
}

function namespace(): object {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } };
}

function service(name: string, targetPort: keyof typeof PORTS): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort }] },
  };
}

function deployment(): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
    spec: {
      replicas: 1,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          automountServiceAccountToken: false,
          // As the first process of its container Python does not heed the request to end.
          terminationGracePeriodSeconds: 2,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            container(NAME, 'http', '/health'),
            { ...container('maven', 'maven', '/'), command: ['python3', '-m', 'http.server', String(PORTS.maven), '--directory', '/maven'] },
          ],
        },
      },
    },
  };
}

function container(name: string, port: keyof typeof PORTS, healthPath: string): object {
  return {
    name,
    image: imageReference('package-index'),
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: port, containerPort: PORTS[port] }],
    readinessProbe: { httpGet: { path: healthPath, port }, periodSeconds: 1 },
    resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
}
