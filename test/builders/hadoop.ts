import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import type { HadoopProviderSpec, KerberosSpec } from '../../lib/hadoop/spec';

/** A provider that asks for tickets in a realm, and knows one HDFS. */
export function kerberosProvider(parts: Partial<KerberosSpec> = {}): HadoopProviderSpec {
  return {
    authentication: 'kerberos',
    kerberos: { realm: 'EXAMPLE.COM', kdcs: ['kdc.example.com:88'], ...parts },
    coreSite: { 'fs.defaultFS': 'hdfs://CLUSTER' },
    hdfsSite: {
      'dfs.nameservices': 'CLUSTER',
      'dfs.ha.namenodes.CLUSTER': 'nn1',
      'dfs.namenode.rpc-address.CLUSTER.nn1': 'namenode.example.com:8020',
      'dfs.namenode.kerberos.principal': 'hdfs/_HOST@EXAMPLE.COM',
    },
  };
}

/** The default catalog, with Kerberos. */
export function kerberosCatalog(parts: Partial<KerberosSpec> = {}): Catalog {
  return { ...DEFAULT_CATALOG, identityProviders: { hadoop: kerberosProvider(parts) } };
}
