import type { V1ConfigMap, V1Container, V1ObjectMeta, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import type { SparkApplication } from '../../../lib/jobs/spark/application';

/** The pod of a driver, as those know it that it owns. */
export interface DriverPod {
  readonly name: string;
  readonly uid: string;
}

/** A pod that nothing runs, with the account of drivers. */
export function driverPod(application: SparkApplication): V1Pod {
  const { template } = application.spec.driver;
  const containers = (template.spec?.containers ?? []).map((container) => ({ ...container, image: application.spec.image }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${application.metadata.name}-driver`, labels: template.metadata?.labels },
    spec: { ...(template.spec as V1PodSpec), containers, serviceAccountName: application.spec.driver.serviceAccount, nodeSelector: { 'example.com/nowhere': 'true' } },
  };
}

function owned({ name, uid }: DriverPod): Pick<V1ObjectMeta, 'ownerReferences'> {
  return { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid, controller: true }] };
}

/** An executor as Spark and the webhook of its operator make it together. */
export function executorPod(application: SparkApplication, driver: DriverPod, name = `${driver.name}-exec-1`): V1Pod {
  const { image, executor, sparkConf } = application.spec;
  const { metadata, spec } = executor.template;
  const amounts = { cpu: executor.coreLimit, memory: executor.memoryLimit.replace('m', 'Mi') };
  const volume = 'spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1';
  const mounts = [{ name: 'spark-conf-volume-exec', mountPath: '/opt/spark/conf' }, { name: 'spark-local-dir-1', mountPath: sparkConf[`${volume}.mount.path`] ?? '' }];
  const containers = (spec?.containers ?? []).map((container) => ({
    ...container,
    image,
    args: ['executor'],
    resources: { requests: amounts, limits: { ...amounts, ...(executor.gpu && { [executor.gpu.name]: String(executor.gpu.quantity) }) } },
    volumeMounts: [...(container.volumeMounts ?? []), ...mounts],
  }));
  const volumes = [...(spec?.volumes ?? []), { name: 'spark-conf-volume-exec', configMap: { name: 'spark-exec-0123456789abcdef-conf-map' } }, { name: 'spark-local-dir-1', emptyDir: { sizeLimit: sparkConf[`${volume}.options.sizeLimit`] } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...metadata?.labels, 'spark-role': 'executor', 'spark-exec-id': '1', 'spark-app-selector': `spark-${application.metadata.name}` }, ...owned(driver) },
    spec: {
      ...(spec as V1PodSpec),
      ...(executor.nodeSelector && { nodeSelector: executor.nodeSelector }),
      ...(executor.tolerations && { tolerations: executor.tolerations }),
      serviceAccountName: executor.serviceAccount,
      terminationGracePeriodSeconds: 30,
      initContainers: executor.initContainers,
      containers,
      volumes,
    },
  };
}

/** The settings of executors, which the driver writes. */
export function settings(driver: DriverPod, name = 'spark-exec-0123456789abcdef-conf-map'): V1ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { 'spark-role': 'executor' }, ...owned(driver) }, data: { 'spark.properties': '' } };
}

/** What the code of a job tries with the account of its driver: each row says with which words it is refused. */
export type PodAttempt = readonly [what: string, refusal: string, pod: (good: V1Pod) => V1Pod];

const inSpec = (change: (spec: V1PodSpec) => Partial<V1PodSpec>) => (good: V1Pod): V1Pod => ({ ...good, spec: { ...(good.spec as V1PodSpec), ...change(good.spec as V1PodSpec) } });
const inMain = (change: (container: V1Container) => Partial<V1Container>) => inSpec(({ containers: [main, ...others] }) => ({ containers: [{ ...(main as V1Container), ...change(main as V1Container) }, ...others] }));
const inMetadata = (change: (metadata: V1ObjectMeta) => V1ObjectMeta) => (good: V1Pod): V1Pod => ({ ...good, metadata: change(good.metadata ?? {}) });
const labelled = (labels: Record<string, string>) => inMetadata((metadata) => ({ ...metadata, labels: { ...metadata.labels, ...labels } }));
const withVolume = (volume: object) => inSpec(({ volumes = [] }) => ({ volumes: [...volumes, { name: 'other', ...volume }] }));
const asking = (amounts: Record<string, string>) => inMain(({ resources }) => ({ resources: { requests: { ...resources?.requests, ...amounts }, limits: { ...resources?.limits, ...amounts } } }));

export const POD_ATTEMPTS: readonly PodAttempt[] = [
  ['a pod of its own kind', 'executors with the labels of their job', labelled({ 'spark-role': 'driver' })],
  ['a pod that reaches the API server', 'executors with the labels of their job', labelled({ 'ds.bloomberg.com/role': 'driver' })],
  ['a pod of another kind of job', 'executors with the labels of their job', labelled({ 'ds.bloomberg.com/job-kind': 'JupyterNotebook' })],
  ['a pod outside of the platform', 'executors with the labels of their job', labelled({ 'app.kubernetes.io/managed-by': 'me' })],
  ['a pod of another job', 'metadata.labels', labelled({ 'ds.bloomberg.com/job-name': 'other' })],
  ['a pod that outlives it', 'this pod alone owns', inMetadata(({ ownerReferences: _, ...metadata }) => metadata)],
  ['a pod that somebody else owns too', 'this pod alone owns', inMetadata((metadata) => ({ ...metadata, ownerReferences: [...(metadata.ownerReferences ?? []), { apiVersion: 'v1', kind: 'ConfigMap', name: 'ds-hadoop', uid: 'e0e0' }] }))],
  ['a pod that cannot be deleted', 'this pod alone owns', inMetadata((metadata) => ({ ...metadata, finalizers: ['example.com/stay'] }))],
  ['the account of drivers', 'an executor has no account', inSpec(() => ({ serviceAccountName: 'ds-spark' }))],
  ['the token of an account', 'an executor has no account', inSpec(() => ({ automountServiceAccountToken: true }))],
  ['a token as a volume', 'spec.volumes', withVolume({ projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } })],
  ['the keytabs', 'spec.volumes', withVolume({ secret: { secretName: 'ds-keytabs' } })],
  ['a Secret as a projected volume', 'spec.volumes', withVolume({ projected: { sources: [{ secret: { name: 'ds-keytabs' } }] } })],
  ['a Secret as a variable', 'read Secrets', inMain(({ env = [] }) => ({ env: [...env, { name: 'KEY', valueFrom: { secretKeyRef: { name: 'ds-keytabs', key: 'k' } } }] }))],
  ['a Secret as all variables', 'read Secrets', inMain(() => ({ envFrom: [{ secretRef: { name: 'ds-keytabs' } }] }))],
  ["another job's workspace", 'spec.volumes', withVolume({ persistentVolumeClaim: { claimName: 'workspace' } })],
  ["another job's settings", 'spec.volumes', withVolume({ configMap: { name: 'other' } })],
  ['a claim of its own', 'spec.volumes', withVolume({ ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Ti' } } } } } })],
  ['scratch space without a limit', 'spec.volumes', withVolume({ emptyDir: {} })],
  ['more scratch space', 'spec.volumes', withVolume({ emptyDir: { sizeLimit: '100Ti' } })],
  ['more processors', 'more than the queue has admitted', asking({ cpu: '64' })],
  ['more memory', 'more than the queue has admitted', asking({ memory: '512Gi' })],
  ['a GPU', 'more than the queue has admitted', inMain(({ resources }) => ({ resources: { ...resources, limits: { ...resources?.limits, 'nvidia.com/gpu': '1' } } }))],
  ['a GPU before it starts', 'more than the queue has admitted', inSpec(({ initContainers = [] }) => ({ initContainers: initContainers.map((container) => ({ ...container, resources: { ...container.resources, limits: { ...container.resources?.limits, 'nvidia.com/gpu': '8' } } })) }))],
  ['a second container', 'not those of an executor', inSpec(({ containers }) => ({ containers: [...containers, { ...(containers[0] as V1Container), name: 'second' }] }))],
  ['a container that runs beside it', 'not those of an executor', inSpec(({ initContainers = [] }) => ({ initContainers: initContainers.map((container) => ({ ...container, restartPolicy: 'Always' })) }))],
  ['another program before it', 'run beside the job', inSpec(({ initContainers = [] }) => ({ initContainers: initContainers.map((container) => ({ ...container, command: ['sh'] })) }))],
  ['a node of its choice', 'is placed elsewhere', inSpec(() => ({ nodeName: 'gpu-node' }))],
  ['other nodes', 'is placed elsewhere', inSpec(() => ({ nodeSelector: { 'ds.bloomberg.com/node-pool': 'gpu' } }))],
  ['every taint', 'is placed elsewhere', inSpec(() => ({ tolerations: [{ operator: 'Exists' }] }))],
  ['the importance of system pods', 'is placed elsewhere', inSpec(() => ({ priorityClassName: 'system-cluster-critical' }))],
  ['days to end', 'is placed elsewhere', inSpec(() => ({ terminationGracePeriodSeconds: 864_000 }))],
];

/** What a driver tries beside making executors, by its own arguments of kubectl. */
export interface OtherAttempt {
  readonly what: string;
  /** Part of the refusal. */
  readonly refusal: string;
  readonly args: readonly string[];
}

/** The objects `foreign` and `foreign-pod` belong to somebody else in its tenant. */
export function otherAttempts({ name }: DriverPod): OtherAttempt[] {
  const ofItsPod = 'to change and delete what this pod owns';
  const noRight = (verb: string, resource: string): string => `cannot ${verb} resource "${resource}"`;
  return [
    { what: 'change settings of another job', refusal: noRight('patch', 'configmaps'), args: ['annotate', 'configmap', 'foreign', 'a=b'] },
    { what: 'delete settings of another job', refusal: ofItsPod, args: ['delete', 'configmap', 'foreign'] },
    { what: 'delete all settings of its tenant', refusal: ofItsPod, args: ['delete', '--raw', '/api/v1/namespaces/s-news/configmaps'] },
    { what: 'delete a pod of another job', refusal: ofItsPod, args: ['delete', 'pod', 'foreign-pod'] },
    { what: 'delete all pods of its tenant', refusal: ofItsPod, args: ['delete', '--raw', '/api/v1/namespaces/s-news/pods'] },
    { what: 'delete all claims of its tenant', refusal: ofItsPod, args: ['delete', '--raw', '/api/v1/namespaces/s-news/persistentvolumeclaims'] },
    { what: 'delete a service of another job', refusal: ofItsPod, args: ['delete', 'service', 'foreign'] },
    { what: 'label its own pod', refusal: ofItsPod, args: ['label', 'pod', name, 'a=b'] },
    { what: 'make its executor a driver', refusal: 'but not with labels of the platform', args: ['label', 'pod', `${name}-exec-1`, '--overwrite', 'ds.bloomberg.com/role=driver'] },
    { what: 'make its executor run another image', refusal: 'to label its executors', args: ['set', 'image', `pod/${name}-exec-1`, 'spark-kubernetes-executor=docker.io/library/other:1'] },
    { what: 'make a service', refusal: noRight('create', 'services'), args: ['create', 'service', 'clusterip', 'own', '--tcp=80'] },
    { what: 'make a service of the cloud', refusal: noRight('create', 'services'), args: ['create', 'service', 'loadbalancer', 'own', '--tcp=80'] },
    { what: 'read a Secret', refusal: noRight('get', 'secrets'), args: ['get', 'secret', 'ds-keytabs'] },
    { what: 'run a command in a pod', refusal: 'resource "pods/exec"', args: ['exec', 'foreign-pod', '--', 'true'] },
  ];
}
