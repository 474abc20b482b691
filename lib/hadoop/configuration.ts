import { HADOOP_FILES } from './names';
import type { HadoopProviderSpec, KerberosSpec } from './spec';

type Properties = Readonly<Record<string, string>>;

/**
 * Clients in Java renew a ticket by `kinit`, which few images have, and then read it again. Theirs is renewed for them: that they read it
 * again is enough.
 */
const RENEWED_FOR_THEM: Properties = { 'hadoop.kerberos.kinit.command': 'true' };

/** Files of `HADOOP_CONF_DIR` and `krb5.conf` by name; none where the provider configures nothing. */
export function hadoopFiles(provider: HadoopProviderSpec): Record<string, string> {
  const { authentication, coreSite = {}, hdfsSite = {}, kerberos } = provider;
  if (!configuresHadoop(provider)) return {};
  return {
    [HADOOP_FILES.coreSite]: site({ ...(authentication === 'kerberos' && RENEWED_FOR_THEM), ...coreSite, 'hadoop.security.authentication': authentication }),
    [HADOOP_FILES.hdfsSite]: site(withSmallNames(hdfsSite)),
    ...(authentication === 'kerberos' && kerberos !== undefined && { [HADOOP_FILES.kerberos]: kerberos.krb5Conf ?? krb5Conf(kerberos) }),
  };
}

/** Whether the pods of jobs get files at all. */
export function configuresHadoop({ authentication, coreSite, hdfsSite }: HadoopProviderSpec): boolean {
  return authentication === 'kerberos' || coreSite !== undefined || hdfsSite !== undefined;
}

/**
 * The properties, and again for each name of HDFS that has capitals, under the same name in small letters. Programs that take an address
 * apart as the address of a host make it small, and look for `cluster` where somebody wrote `hdfs://CLUSTER/`.
 */
function withSmallNames(properties: Properties): Properties {
  const names = (properties['dfs.nameservices'] ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const added = names.filter((name) => name !== name.toLowerCase() && !names.includes(name.toLowerCase()));
  if (added.length === 0) return properties;
  const copies = added.flatMap((name) =>
    Object.entries(properties)
      .filter(([key]) => `${key}.`.includes(`.${name}.`))
      .map(([key, value]) => [`${key}.`.replace(`.${name}.`, `.${name.toLowerCase()}.`).slice(0, -1), value]),
  );
  return { ...properties, ...Object.fromEntries(copies), 'dfs.nameservices': [...names, ...added.map((name) => name.toLowerCase())].join(',') };
}

/** A file of properties as Hadoop reads it. @see https://hadoop.apache.org/docs/stable/api/org/apache/hadoop/conf/Configuration.html */
function site(properties: Properties): string {
  const lines = Object.keys(properties)
    .sort()
    .map((name) => `  <property><name>${escape(name)}</name><value>${escape(properties[name] ?? '')}</value></property>\n`);
  return `<?xml version="1.0"?>\n<configuration>\n${lines.join('')}</configuration>\n`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Over TCP alone, so that a NetworkPolicy needs one rule; addresses in a cluster have no names to be found by.
 * @see https://web.mit.edu/kerberos/krb5-latest/doc/admin/conf_files/krb5_conf.html
 */
function krb5Conf({ realm, kdcs = [] }: KerberosSpec): string {
  const centres = kdcs.map((kdc) => `    kdc = ${kdc}\n`).join('');
  return `\
[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = ${kdcs.length === 0}
  rdns = false
  udp_preference_limit = 1
${kdcs.length === 0 ? '' : `[realms]\n  ${realm} = {\n${centres}  }\n`}`;
}
