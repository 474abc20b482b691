import type { Catalog } from '../../lib/catalog/spec';
import { hadoopAdvice } from '../../operator/hadoop-advice';
import { kerberosCatalog } from '../builders/hadoop';
import { pythonJob } from '../builders/jobs';
import { CATALOG } from './request';

const ADVICE = 'The job has no Hadoop identity, and without one it knows neither where HDFS is nor who it is there. Name a user: identities: [{hadoop: {id: <user>}}].';
const LOST = 'hdfs_native.exceptions.InvalidArgument: No NameNode hosts found';

test.each<[string, string, Catalog?]>([
  ["Python's client", LOST],
  ["Hadoop's own, of a name that it takes for a host", 'Caused by: java.net.UnknownHostException: CLUSTER\n'],
  ["Hadoop's own, of a ticket", 'org.apache.hadoop.security.AccessControlException: Client cannot authenticate via:[TOKEN, KERBEROS]'],
  ['one that knows an address alone', "FileNotFoundError: hdfs://namenode:8020/a", { ...CATALOG, identityProviders: { hadoop: { authentication: 'simple' } } }],
])('a job without an identity is told so after words of %s', (_client, log, catalog = kerberosCatalog()) => {
  expect(hadoopAdvice(log, pythonJob(), catalog)).toBe(ADVICE);
});

test('other failures are not explained by it', () => {
  expect(hadoopAdvice('ValueError: four', pythonJob(), kerberosCatalog())).toBeUndefined();
  expect(hadoopAdvice('java.net.UnknownHostException: db', pythonJob(), kerberosCatalog())).toBeUndefined();
});

test('a user is told that HDFS refused him, when only the places of its trace are left', () => {
  const log = 'namenode.FSPermissionChecker.checkPermission(FSPermissionChecker.java:507)\\n\\tat a.B.c(B.java:1)")';
  expect(hadoopAdvice(log, pythonJob({ identities: [{ hadoop: null, id: 'davideis' }] }), kerberosCatalog())).toBe('HDFS does not permit davideis what the job asked of it.');
});

test('neither are those of a job that has one, nor of a platform that has none to give', () => {
  expect(hadoopAdvice(LOST, pythonJob({ identities: [{ id: 'davideis' }] }), kerberosCatalog())).toBeUndefined();
  expect(hadoopAdvice(LOST, pythonJob(), CATALOG)).toBeUndefined();
});
