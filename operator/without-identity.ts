import type { Catalog } from '../lib/catalog/spec';
import type { HadoopProviderSpec } from '../lib/hadoop/spec';
import type { Job } from '../lib/jobs/kind';
import { list, object } from '../lib/observed/read';

/** What a log says when HDFS, or the way to it, is what failed. */
const HDFS = /hdfs|namenode|hadoop\.(ipc|security)\./i;

/**
 * What a job without an identity that failed on HDFS needs to be told; nothing of others. Its own clients do not know: they say that
 * there is no such host, or that nobody has told them where HDFS is.
 */
export function withoutIdentity(log: string, { spec }: Job, { identityProviders }: Catalog): string | undefined {
  const provider = identityProviders?.hadoop;
  if (provider === undefined || list(object(spec).identities).length > 0 || !isOfHdfs(log, provider)) return undefined;
  return 'The job has no Hadoop identity, and without one it knows neither where HDFS is nor who it is there. Name a user: identities: [{hadoop: {id: <user>}}].';
}

/** A name such as `CLUSTER` is one that only `HADOOP_CONF_DIR` explains; to others it is a host that is not there. */
function isOfHdfs(log: string, { hdfsSite = {} }: HadoopProviderSpec): boolean {
  const names = (hdfsSite['dfs.nameservices'] ?? '').split(',').map((name) => name.trim());
  return HDFS.test(log) || names.some((name) => name !== '' && log.includes(`UnknownHostException: ${name}`));
}
