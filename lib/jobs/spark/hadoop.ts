import type { Catalog } from '../../catalog/spec';
import { hadoopUser } from '../common/identities';
import type { Job } from '../kind';

/** Settings with which driver and executors act as the job's user, beside what Hadoop's clients find in every pod. */
export function hadoopSettings({ spec }: Job, { identityProviders }: Catalog): Record<string, string> {
  const provider = identityProviders?.hadoop;
  const user = hadoopUser(spec);
  if (provider === undefined || user === undefined) return {};
  // Executors act as whom the driver takes itself for: without this, for the user that the Spark operator runs as.
  const asUser = { 'spark.kubernetes.driverEnv.SPARK_USER': user };
  if (provider.authentication === 'simple') return asUser;
  return provider.kerberos === undefined ? {} : { ...asUser, 'spark.kerberos.renewal.credentials': 'ccache' };
}
