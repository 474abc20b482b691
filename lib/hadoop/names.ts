/** Name of the ConfigMap with the configuration of Hadoop and Kerberos, in the namespace of every tenant. */
export const HADOOP_CONFIGURATION = 'ds-hadoop';

/** Keys of that ConfigMap, which are the names of its files. */
export const HADOOP_FILES = { coreSite: 'core-site.xml', hdfsSite: 'hdfs-site.xml', kerberos: 'krb5.conf' } as const;

/** Name of the Secret with the keytabs of a tenant's users. The platform reads it, and never makes it. */
export const KEYTABS = 'ds-hadoop-keytabs';

/** Key of a user's keytab in that Secret. */
export function keytabOf(user: string): string {
  return `${user}.keytab`;
}
