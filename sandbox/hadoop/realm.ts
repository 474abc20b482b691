import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Namespace of the key distribution centre and of HDFS. */
export const HADOOP_NAMESPACE = 'hadoop';

/** Realm of the sandbox's users. */
export const REALM = 'SANDBOX.TEST';

/** Users of the realm; `hdfs` may do anything in HDFS. */
export const HADOOP_USERS = ['hdfs', 'davideis', 'maria'] as const;

export type HadoopUser = (typeof HADOOP_USERS)[number];

/** Ports of the pods, which are those of their Services. */
export const HADOOP_PORTS = { kerberos: 1088, namenode: 8020, web: 9870, datanode: 9866, datanodeIpc: 9867, datanodeWeb: 9864 } as const;

const DOMAIN = `${HADOOP_NAMESPACE}.svc.cluster.local`;

/** Address of the key distribution centre. */
export const KDC = `kdc.${DOMAIN}:${HADOOP_PORTS.kerberos}`;

/** The one host of HDFS: its principals are named after it. */
export const HDFS_HOST = `hdfs-0.hdfs.${DOMAIN}`;

/** What clients and servers must agree on. */
const SHARED = {
  'dfs.nameservices': 'CLUSTER',
  'dfs.ha.namenodes.CLUSTER': 'nn1',
  'dfs.namenode.rpc-address.CLUSTER.nn1': `${HDFS_HOST}:${HADOOP_PORTS.namenode}`,
  'dfs.client.failover.proxy.provider.CLUSTER': 'org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider',
  'dfs.namenode.kerberos.principal': `hdfs/_HOST@${REALM}`,
  'dfs.data.transfer.protection': 'authentication',
};

/**
 * What a catalog says of the sandbox's HDFS.
 * @param parts settings of Kerberos, such as how long tickets last
 */
export function sandboxHadoop(parts: object = {}): object {
  return { authentication: 'kerberos', kerberos: { realm: REALM, kdcs: [KDC], ...parts }, coreSite: { 'fs.defaultFS': 'hdfs://CLUSTER' }, hdfsSite: SHARED };
}

/** Ports may be any, since nobody here is root. */
const SERVER = {
  'dfs.namenode.name.dir': '/data/name',
  'dfs.datanode.data.dir': '/data/blocks',
  'dfs.replication': '1',
  'dfs.block.access.token.enable': 'true',
  'dfs.namenode.keytab.file': '/etc/keytab/keytab',
  'dfs.datanode.kerberos.principal': `hdfs/_HOST@${REALM}`,
  'dfs.datanode.keytab.file': '/etc/keytab/keytab',
  'dfs.web.authentication.kerberos.principal': `HTTP/_HOST@${REALM}`,
  'dfs.web.authentication.kerberos.keytab': '/etc/keytab/keytab',
  'dfs.http.policy': 'HTTP_ONLY',
  'ignore.secure.ports.for.testing': 'true',
  'dfs.namenode.rpc-address': `${HDFS_HOST}:${HADOOP_PORTS.namenode}`,
  'dfs.namenode.rpc-bind-host': '0.0.0.0',
  'dfs.namenode.http-address': `0.0.0.0:${HADOOP_PORTS.web}`,
  'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
  'dfs.namenode.safemode.extension': '0',
  'dfs.datanode.hostname': HDFS_HOST,
  'dfs.datanode.address': `0.0.0.0:${HADOOP_PORTS.datanode}`,
  'dfs.datanode.ipc.address': `0.0.0.0:${HADOOP_PORTS.datanodeIpc}`,
  'dfs.datanode.http.address': `0.0.0.0:${HADOOP_PORTS.datanodeWeb}`,
  'dfs.data.transfer.protection': SHARED['dfs.data.transfer.protection'],
  'dfs.namenode.kerberos.principal': SHARED['dfs.namenode.kerberos.principal'],
};

/** Files that the servers are configured by, by name. */
export function serverFiles(): Record<string, string> {
  const core = { 'fs.defaultFS': `hdfs://${HDFS_HOST}:${HADOOP_PORTS.namenode}`, 'hadoop.security.authentication': 'kerberos', 'hadoop.security.authorization': 'true' };
  const text = (name: string): string => readFileSync(path.join(__dirname, name), 'utf8');
  return {
    'core-site.xml': site(core),
    'hdfs-site.xml': site(SERVER),
    'krb5.conf': text('krb5.conf').replaceAll('KDC_ADDRESS', KDC),
    'kdc.conf': text('kdc.conf'),
    'kdc.sh': text('kdc.sh'),
  };
}

function site(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([name, value]) => `<property><name>${name}</name><value>${value}</value></property>\n`);
  return `<configuration>\n${lines.join('')}</configuration>\n`;
}
