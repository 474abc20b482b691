import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { hadoopSettings } from '../../../../lib/jobs/spark/hadoop';
import { kerberosCatalog } from '../../../builders/hadoop';
import { sparkJob } from '../../../builders/jobs';

const DAVIDE = sparkJob({ identities: [{ hadoop: { id: 'davideis' } }] });

test('executors are the same user as the driver', () => {
  expect(hadoopSettings(DAVIDE, DEFAULT_CATALOG)).toEqual({ 'spark.kubernetes.driverEnv.SPARK_USER': 'davideis' });
});

test('with Kerberos they renew what they have from the ticket', () => {
  expect(hadoopSettings(DAVIDE, kerberosCatalog())).toEqual({ 'spark.kubernetes.driverEnv.SPARK_USER': 'davideis', 'spark.kerberos.renewal.credentials': 'ccache' });
});

test('a job without an identity has none of it', () => {
  expect(hadoopSettings(sparkJob(), kerberosCatalog())).toEqual({});
});
