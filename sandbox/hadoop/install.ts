import { apply, diagnosed, documentsOf, rolledOut, type ClusterContext } from '../engines/context';
import { imageReference } from '../images/catalogue';
import { step } from '../progress';
import { HADOOP_NAMESPACE, HADOOP_PORTS, HADOOP_USERS, HDFS_HOST, type HadoopUser, serverFiles, simpleServerFiles } from './realm';
import { HADOOP_LIBRARY } from './image';

const CONFIGURATION = 'hadoop';
const SIMPLE = 'simple';
const KEYTAB = 'hdfs-keytab';
const HDFS_PORTS = [HADOOP_PORTS.namenode, HADOOP_PORTS.web, HADOOP_PORTS.datanode];
const PATIENCE = 120_000;

const KDC_WORKLOAD = { namespace: HADOOP_NAMESPACE, resource: 'deployment/kdc' };
const HDFS_WORKLOAD = { namespace: HADOOP_NAMESPACE, resource: 'statefulset/hdfs' };
const SIMPLE_WORKLOAD = { namespace: HADOOP_NAMESPACE, resource: `statefulset/${SIMPLE}` };

const CONTAINER = {
  imagePullPolicy: 'IfNotPresent',
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
};

const POD = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 2,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
};

/** Installs a Kerberos realm and an HDFS that asks for its tickets, and waits until both answer. */
export async function installHadoop(context: ClusterContext): Promise<void> {
  await step('install Kerberos', async () => {
    await apply(context, documentsOf([namespace(), configuration(CONFIGURATION, serverFiles()), kdc(), service('kdc', [HADOOP_PORTS.kerberos])]));
    await diagnosed(context, KDC_WORKLOAD, () => rolledOut(context, KDC_WORKLOAD, PATIENCE));
  });
  await step('install HDFS', async () => {
    const keytab = await keytabFrom(context, 'service');
    await apply(context, documentsOf([secret(keytab), service('hdfs', HDFS_PORTS), hdfs()]));
    await diagnosed(context, HDFS_WORKLOAD, () => rolledOut(context, HDFS_WORKLOAD, PATIENCE));
  });
}

/** Installs another HDFS, which believes whom it is told, and waits until it answers. */
export async function installSimpleHdfs(context: ClusterContext): Promise<void> {
  await step('install HDFS without Kerberos', async () => {
    await apply(context, documentsOf([configuration(SIMPLE, simpleServerFiles()), service(SIMPLE, HDFS_PORTS), simpleHdfs()]));
    await diagnosed(context, SIMPLE_WORKLOAD, () => rolledOut(context, SIMPLE_WORKLOAD, PATIENCE));
  });
}

/** The keytab of a user of the realm, in base64. */
export function userKeytab(context: ClusterContext, user: HadoopUser): Promise<string> {
  return keytabFrom(context, user);
}

async function keytabFrom({ kubectl }: ClusterContext, name: string): Promise<string> {
  return (await kubectl(['exec', '-n', HADOOP_NAMESPACE, 'deployment/kdc', '--', 'base64', '-w0', `/kdc/keytabs/${name}`])).trim();
}

function namespace(): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HADOOP_NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } };
}

function configuration(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: HADOOP_NAMESPACE }, data };
}

function secret(keytab: string): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: KEYTAB, namespace: HADOOP_NAMESPACE }, data: { keytab } };
}

/** Without an address of its own: a principal is named after a host, and hosts are pods. */
function service(name: string, ports: readonly number[]): object {
  const spec = { selector: { app: name }, clusterIP: 'None', publishNotReadyAddresses: true, ports: ports.map((port) => ({ name: `port-${port}`, port })) };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: HADOOP_NAMESPACE }, spec };
}

function kdc(): object {
  const shared = {
    ...CONTAINER,
    image: imageReference('kerberos'),
    env: [
      { name: 'KRB5_CONFIG', value: '/etc/hadoop/krb5.conf' },
      { name: 'KRB5_KDC_PROFILE', value: '/etc/hadoop/kdc.conf' },
    ],
    resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    volumeMounts: [{ name: 'configuration', mountPath: '/etc/hadoop' }, ...scratch('kdc', 'tmp')],
  };
  const realm = { ...shared, name: 'realm', command: ['sh', '/etc/hadoop/kdc.sh', HDFS_HOST, ...HADOOP_USERS] };
  const server = { ...shared, name: 'kdc', command: ['krb5kdc', '-n'], readinessProbe: { tcpSocket: { port: HADOOP_PORTS.kerberos }, periodSeconds: 1 } };
  return workload('Deployment', 'kdc', { ...POD, initContainers: [realm], containers: [server], volumes: [configured(CONFIGURATION), ...empty('kdc', 'tmp')] });
}

function hdfs(): object {
  const keytab = { name: 'keytab', secret: { secretName: KEYTAB, defaultMode: 0o440 } };
  return workload('StatefulSet', 'hdfs', { ...POD, ...servers([{ name: 'keytab', mountPath: '/etc/keytab' }]), volumes: [configured(CONFIGURATION), keytab, ...empty('data', 'tmp')] });
}

function simpleHdfs(): object {
  return workload('StatefulSet', SIMPLE, { ...POD, ...servers([]), volumes: [configured(SIMPLE), ...empty('data', 'tmp')] });
}

/** Formats a NameNode, and runs it with a DataNode. */
function servers(mounts: readonly object[]): object {
  const { namenode, datanode } = HADOOP_PORTS;
  const format = { ...server('namenode', namenode, mounts), name: 'format', readinessProbe: undefined };
  return {
    initContainers: [{ ...format, command: [...format.command, '-format', '-nonInteractive'] }],
    containers: [server('namenode', namenode, mounts), server('datanode', datanode, mounts)],
  };
}

/** A server of HDFS. The DataNode is ready when it answers; that it has told the NameNode so is a matter of milliseconds then. */
function server(name: 'namenode' | 'datanode', port: number, mounts: readonly object[]): Record<string, unknown> & { command: string[] } {
  const main = { namenode: 'org.apache.hadoop.hdfs.server.namenode.NameNode', datanode: 'org.apache.hadoop.hdfs.server.datanode.DataNode' }[name];
  const java = ['java', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.security.krb5.conf=/etc/hadoop/krb5.conf'];
  return {
    ...CONTAINER,
    name,
    image: imageReference('hadoop'),
    command: [...java, '-cp', `/etc/hadoop:${HADOOP_LIBRARY}/*`, main],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
    resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '512Mi' } },
    volumeMounts: [{ name: 'configuration', mountPath: '/etc/hadoop' }, ...mounts, ...scratch('data', 'tmp')],
  };
}

function workload(kind: 'Deployment' | 'StatefulSet', name: string, pod: object): object {
  const labels = { app: name };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
  return { apiVersion: 'apps/v1', kind, metadata: { name, namespace: HADOOP_NAMESPACE }, spec: kind === 'StatefulSet' ? { ...spec, serviceName: name } : spec };
}

function configured(name: string): object {
  return { name: 'configuration', configMap: { name } };
}

function scratch(...names: readonly string[]): object[] {
  return names.map((name) => ({ name, mountPath: `/${name}` }));
}

function empty(...names: readonly string[]): object[] {
  return names.map((name) => ({ name, emptyDir: {} }));
}
