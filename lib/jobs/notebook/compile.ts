import type { V1EnvVar, V1PersistentVolumeClaim, V1Service } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../../api';
import type { Catalog } from '../../catalog/spec';
import type { NetworkPolicy } from '../../k8s/network-policy';
import type { KubeObject } from '../../k8s/object';
import { NOTEBOOK_USER_HEADER } from '../../mesh/names';
import { compileNotebookRoute, type NotebookRoute } from '../../mesh/notebooks';
import { NOTEBOOK_PRIORITY } from '../../queues/priorities';
import programs from '../../programs/notebook.json';
import { literal } from '../common/args';
import { indexedJob } from '../common/job-template';
import { jobSet, type JobSet } from '../common/jobset';
import { jobLabels, objectLabels } from '../common/metadata';
import { filesOf, lockChild } from '../common/lock-file';
import { pythonPod } from '../common/python-pod';
import { HOME_PATH } from '../common/variables';
import { JOBSET_CHILD, type ChildResource, type Job, type KeptObjects } from '../kind';
import { DEFAULT_IDLE_SECONDS, DEFAULT_SIZE, LONGEST_IDLE_SECONDS, NOTEBOOK_PORT, PORT_NAME, ROLE, SERVICE_PORT, serviceName, SUFFIX, WORKSPACE, workspaceClaim } from './names';
import type { JupyterNotebookSpec } from './spec';

type Notebook = Job<JupyterNotebookSpec>;

/** Where the workspace is in the pod: what is elsewhere goes with the pod. */
const WORKSPACE_PATH = `${HOME_PATH}/${WORKSPACE}`;

/** What a notebook is made of. Its name and its doors stay while it is stopped. */
export const NOTEBOOK_CHILDREN: readonly ChildResource[] = [
  JOBSET_CHILD,
  lockChild(),
  { apiVersion: 'v1', kind: 'Service', resource: 'services', lasting: true },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', resource: 'networkpolicies', lasting: true },
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', resource: 'virtualservices', lasting: true, part: 'notebookGateway' },
  { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', resource: 'authorizationpolicies', lasting: true, part: 'notebookGateway' },
];

/** The objects of a notebook. The job is valid. @param kept what an earlier notebook of that name has left */
export function compileNotebook(notebook: Notebook, catalog: Catalog, kept: KeptObjects = {}): KubeObject[] {
  return [server(notebook, catalog, kept.claims?.includes(workspaceClaim(notebook)) ?? false), ...filesOf(notebook), service(notebook), ...doors(notebook, catalog)];
}

/** What opens the notebook, and to whom. */
function doors(notebook: Notebook, { notebookGateway }: Catalog): KubeObject[] {
  const { metadata: { name, namespace = '' }, spec: { users } } = notebook;
  if (users === undefined || notebookGateway === undefined) return [networkPolicy(notebook)];
  const route: NotebookRoute = {
    namespace,
    name,
    users,
    service: { name: serviceName(notebook), port: SERVICE_PORT },
    pods: podsOf(notebook),
    targetPort: NOTEBOOK_PORT,
    metadata: (suffix) => metadataOf(notebook, suffix),
  };
  return compileNotebookRoute(route, notebookGateway);
}

/**
 * The JobSet makes the claim of a new workspace, and leaves it when it goes. JobSet does not let another mount a claim that it would make
 * and that is bound already, so a claim that is there is mounted as any volume is.
 */
function server(notebook: Notebook, catalog: Catalog, claimed: boolean): JobSet {
  const { spec } = notebook;
  const claimName = workspaceClaim(notebook);
  const mount = { mountPath: WORKSPACE_PATH };
  const pod = pythonPod(notebook, catalog, {
    role: ROLE,
    size: spec.size,
    ...(spec.users !== undefined && { labels: { [LABELS.behindGateway]: 'true' } }),
    pythonArguments: ['-c', literal(programs.server), String(spec.idleTimeoutSeconds ?? DEFAULT_IDLE_SECONDS), String(catalog.limits?.idleTimeoutSeconds ?? LONGEST_IDLE_SECONDS), WORKSPACE_PATH, literal(whoMayCome(spec))],
    handlesTermination: true,
    env: VARIABLES,
    container: {
      ports: [{ name: PORT_NAME, containerPort: NOTEBOOK_PORT }],
      readinessProbe: { tcpSocket: { port: PORT_NAME }, periodSeconds: 2 },
      ...(!claimed && { volumeMounts: [{ name: WORKSPACE, ...mount }] }),
    },
    ...(claimed && { volumes: [{ volume: { name: WORKSPACE, persistentVolumeClaim: { claimName } }, ...mount }] }),
  });
  const template = indexedJob(notebook, pod, { completions: 1, parallelism: 1, backoffLimit: spec.backoffLimit ?? 0 });
  const queued = { ...notebook, spec: { ...spec, ...(!spec.preemptible && { priority: NOTEBOOK_PRIORITY }) } };
  return jobSet(
    queued,
    SUFFIX,
    {
      replicatedJobs: [{ name: ROLE, replicas: 1, template }],
      ...(!claimed && { volumeClaimPolicies: [{ templates: [claim(notebook)], retentionPolicy: { whenDeleted: 'Retain' } }] }),
    },
    0,
  );
}

const VARIABLES: V1EnvVar[] = [
  { name: 'DS_NOTEBOOK_PORT', value: String(NOTEBOOK_PORT) },
  { name: 'DS_NOTEBOOK_USER_HEADER', value: NOTEBOOK_USER_HEADER },
  // What belongs to one run of the server must not be found by the next one.
  { name: 'JUPYTER_RUNTIME_DIR', value: '/tmp/jupyter' },
  // What people set in JupyterLab stays with what they write there.
  { name: 'JUPYTERLAB_SETTINGS_DIR', value: `${WORKSPACE_PATH}/.jupyterlab/settings` },
  { name: 'JUPYTERLAB_WORKSPACES_DIR', value: `${WORKSPACE_PATH}/.jupyterlab/workspaces` },
];

/** Whom the server lets in, as it reads it. */
function whoMayCome({ tokenHashes = [], users = [] }: JupyterNotebookSpec): string {
  return JSON.stringify({ tokenHashes, users });
}

function claim(notebook: Notebook): V1PersistentVolumeClaim {
  const { size = DEFAULT_SIZE, storageClassName } = notebook.spec.workspaceVolume ?? {};
  return {
    metadata: { name: WORKSPACE, labels: objectLabels(notebook) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      ...(storageClassName !== undefined && { storageClassName }),
    },
  };
}

function service(notebook: Notebook) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(notebook),
    spec: { selector: podsOf(notebook), ports: [{ name: PORT_NAME, port: SERVICE_PORT, targetPort: PORT_NAME, appProtocol: 'http' }] },
  } satisfies V1Service & KubeObject;
}

/** Also outside a tenant, where nothing else is closed, only jobs of the same namespace reach the pod. */
function networkPolicy(notebook: Notebook): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(notebook),
    spec: {
      podSelector: { matchLabels: podsOf(notebook) },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { [LABELS.managedBy]: MANAGED_BY } } }] }],
    },
  };
}

function metadataOf(notebook: Notebook, suffix = '') {
  const { namespace } = notebook.metadata;
  return { name: `${serviceName(notebook)}${suffix}`, ...(namespace !== undefined && { namespace }), labels: objectLabels(notebook) };
}

/** Labels of a notebook's pod. */
function podsOf(notebook: Notebook): Record<string, string> {
  const { [LABELS.jobKind]: kind = '', [LABELS.jobName]: name = '' } = jobLabels(notebook);
  return { [LABELS.jobKind]: kind, [LABELS.jobName]: name };
}
