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

/** The one host of the other HDFS, which believes whom it is told. */
const SIMPLE_HOST = `simple-0.simple.${DOMAIN}`;

/** Where clients find an HDFS by its name. */
function address(name: string, host: string): Record<string, string> {
  return {
    'dfs.nameservices': name,
    [`dfs.ha.namenodes.${name}`]: 'nn1',
    [`dfs.namenode.rpc-address.${name}.nn1`]: `${host}:${HADOOP_PORTS.namenode}`,
    [`dfs.client.failover.proxy.provider.${name}`]: 'org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider',
  };
}

/** What clients and servers must agree on. */
const SHARED = {
  'dfs.namenode.kerberos.principal': `hdfs/_HOST@${REALM}`,
  'dfs.data.transfer.protection': 'authentication',
};

/**
 * What a catalog says of the sandbox's HDFS.
 * @param parts settings of Kerberos, such as how long tickets last
 */
export function sandboxHadoop(parts: object = {}): object {
  return { authentication: 'kerberos', kerberos: { realm: REALM, kdcs: [KDC], ...parts }, coreSite: { 'fs.defaultFS': 'hdfs://CLUSTER' }, hdfsSite: { ...address('CLUSTER', HDFS_HOST), ...SHARED } };
}

/** What a catalog says of the HDFS that believes whom it is told. */
export function sandboxSimpleHadoop(): object {
  return { authentication: 'simple', coreSite: { 'fs.defaultFS': 'hdfs://SIMPLE' }, hdfsSite: address('SIMPLE', SIMPLE_HOST) };
}

/** What the servers of an HDFS are told. Ports may be any, since nobody here is root. */
function serverOn(host: string): Record<string, string> {
  return {
    'dfs.namenode.name.dir': '/data/name',
    'dfs.datanode.data.dir': '/data/blocks',
    'dfs.replication': '1',
    'dfs.namenode.rpc-address': `${host}:${HADOOP_PORTS.namenode}`,
    'dfs.namenode.rpc-bind-host': '0.0.0.0',
    'dfs.namenode.http-address': `0.0.0.0:${HADOOP_PORTS.web}`,
    'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
    'dfs.namenode.safemode.extension': '0',
    'dfs.datanode.hostname': host,
    'dfs.datanode.address': `0.0.0.0:${HADOOP_PORTS.datanode}`,
    'dfs.datanode.ipc.address': `0.0.0.0:${HADOOP_PORTS.datanodeIpc}`,
    'dfs.datanode.http.address': `0.0.0.0:${HADOOP_PORTS.datanodeWeb}`,
  };
}

/** What they are told beside it to ask for tickets. */
const KERBERISED = {
  ...SHARED,
  'dfs.block.access.token.enable': 'true',
  'dfs.namenode.keytab.file': '/etc/keytab/keytab',
  'dfs.datanode.kerberos.principal': `hdfs/_HOST@${REALM}`,
  'dfs.datanode.keytab.file': '/etc/keytab/keytab',
  'dfs.web.authentication.kerberos.principal': `HTTP/_HOST@${REALM}`,
  'dfs.web.authentication.kerberos.keytab': '/etc/keytab/keytab',
  'dfs.http.policy': 'HTTP_ONLY',
  'ignore.secure.ports.for.testing': 'true',
};

/** Files that the servers are configured by, by name. */
export function serverFiles(): Record<string, string> {
  const core = { 'fs.defaultFS': `hdfs://${HDFS_HOST}:${HADOOP_PORTS.namenode}`, 'hadoop.security.authentication': 'kerberos', 'hadoop.security.authorization': 'true' };
  const text = (name: string): string => readFileSync(path.join(__dirname, name), 'utf8');
  return {
    'core-site.xml': site(core),
    'hdfs-site.xml': site({ ...serverOn(HDFS_HOST), ...KERBERISED }),
    'krb5.conf': text('krb5.conf').replaceAll('KDC_ADDRESS', KDC),
    'kdc.conf': text('kdc.conf'),
    'kdc.sh': text('kdc.sh'),
  };
}

/** The same for the HDFS that believes whom it is told; everybody may write anywhere. */
export function simpleServerFiles(): Record<string, string> {
  return {
    'core-site.xml': site({ 'fs.defaultFS': `hdfs://${SIMPLE_HOST}:${HADOOP_PORTS.namenode}` }),
    'hdfs-site.xml': site({ ...serverOn(SIMPLE_HOST), 'dfs.permissions.enabled': 'false' }),
  };
}

function site(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([name, value]) => `<property><name>${name}</name><value>${value}</value></property>\n`);
  return `<configuration>\n${lines.join('')}</configuration>\n`;
}
