import { hadoopFiles } from '../../../lib/hadoop/configuration';
import { kerberosProvider } from '../../builders/hadoop';

test('nothing is configured where users are believed, and nothing else is said', () => {
  expect(hadoopFiles({ authentication: 'simple' })).toEqual({});
});

test('the properties given become the files of HADOOP_CONF_DIR', () => {
  expect(hadoopFiles({ authentication: 'simple', coreSite: { 'fs.defaultFS': 'hdfs://a?b&c<d>' } })).toEqual({
    'core-site.xml':
      '<?xml version="1.0"?>\n<configuration>\n' +
      '  <property><name>fs.defaultFS</name><value>hdfs://a?b&amp;c&lt;d&gt;</value></property>\n' +
      '  <property><name>hadoop.security.authentication</name><value>simple</value></property>\n' +
      '</configuration>\n',
    'hdfs-site.xml': '<?xml version="1.0"?>\n<configuration>\n</configuration>\n',
  });
});

test('with Kerberos there is a krb5.conf, over TCP alone', () => {
  expect(hadoopFiles(kerberosProvider())['krb5.conf']).toBe(`\
[libdefaults]
  default_realm = EXAMPLE.COM
  dns_lookup_kdc = false
  rdns = false
  udp_preference_limit = 1
[realms]
  EXAMPLE.COM = {
    kdc = kdc.example.com:88
  }
`);
});

test("Hadoop's clients in Java read again the ticket that is renewed for them, unless the site has something better", () => {
  expect(hadoopFiles(kerberosProvider())['core-site.xml']).toContain('<name>hadoop.kerberos.kinit.command</name><value>true</value>');
  expect(hadoopFiles({ ...kerberosProvider(), coreSite: { 'hadoop.kerberos.kinit.command': '/opt/kinit' } })['core-site.xml']).toContain('<name>hadoop.kerberos.kinit.command</name><value>/opt/kinit</value>');
});

test('DNS tells where the key distribution centres are, unless somebody else does', () => {
  expect(hadoopFiles(kerberosProvider({ kdcs: undefined }))['krb5.conf']).toBe(`\
[libdefaults]
  default_realm = EXAMPLE.COM
  dns_lookup_kdc = true
  rdns = false
  udp_preference_limit = 1
`);
  expect(hadoopFiles(kerberosProvider({ kdcs: undefined, krb5Conf: 'include /x\n' }))['krb5.conf']).toBe('include /x\n');
});

test('a name of HDFS with capitals is known in small letters too', () => {
  const properties = (hadoopFiles(kerberosProvider())['hdfs-site.xml'] ?? '').match(/<name>.*<\/value>/g)?.map((line) => line.replace(/<name>(.*)<\/name><value>(.*)<\/value>/, '$1=$2'));
  expect(properties).toEqual([
    'dfs.ha.namenodes.CLUSTER=nn1',
    'dfs.ha.namenodes.cluster=nn1',
    'dfs.namenode.kerberos.principal=hdfs/_HOST@EXAMPLE.COM',
    'dfs.namenode.rpc-address.CLUSTER.nn1=namenode.example.com:8020',
    'dfs.namenode.rpc-address.cluster.nn1=namenode.example.com:8020',
    'dfs.nameservices=CLUSTER,cluster',
  ]);
});
