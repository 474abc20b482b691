import type { Catalog } from '../lib/catalog/spec';
import type { HadoopProviderSpec } from '../lib/hadoop/spec';
import { hadoopUser } from '../lib/jobs/common/identities';
import type { Job } from '../lib/jobs/kind';
import { list, object } from '../lib/observed/read';

/** What a log says when HDFS, or the way to it, is what failed. */
const HDFS = /hdfs|namenode|hadoop\.(ipc|security)\./i;

/** Where in the NameNode it is decided who may do what. The path, and what is not permitted, stand far above it. */
const REFUSED = 'FSPermissionChecker.check';

/** What a job that failed on HDFS needs to be told, and its log does not tell; nothing of other failures. */
export function hadoopAdvice(log: string, { spec }: Job, { identityProviders }: Catalog): string | undefined {
  const provider = identityProviders?.hadoop;
  if (provider === undefined) return undefined;
  const user = list(object(spec).identities).length > 0 ? hadoopUser(spec) : undefined;
  return user === undefined ? withoutIdentity(log, provider) : refused(log, user);
}

function refused(log: string, user: string): string | undefined {
  return log.includes(REFUSED) ? `HDFS does not permit ${user} what the job asked of it.` : undefined;
}

/** Clients do not know what an identity is: they say that there is no such host, or that nobody has told them where HDFS is. */
function withoutIdentity(log: string, provider: HadoopProviderSpec): string | undefined {
  if (!isOfHdfs(log, provider)) return undefined;
  return 'The job has no Hadoop identity, and without one it knows neither where HDFS is nor who it is there. Name a user: identities: [{hadoop: {id: <user>}}].';
}

/** A name such as `CLUSTER` is one that only `HADOOP_CONF_DIR` explains; to others it is a host that is not there. */
function isOfHdfs(log: string, { hdfsSite = {} }: HadoopProviderSpec): boolean {
  const names = (hdfsSite['dfs.nameservices'] ?? '').split(',').map((name) => name.trim());
  return HDFS.test(log) || names.some((name) => name !== '' && log.includes(`UnknownHostException: ${name}`));
}
