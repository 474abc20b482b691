import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Identity, JobSpec, PodTemplatePatch } from '../../../../lib/jobs/common/spec';
import { demandOf } from '../../../../lib/jobs/demand';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { kerberosCatalog } from '../../../builders/hadoop';
import { mainOf, podOf, pythonJob, tensorFlowJob } from '../../../builders/jobs';
import { variablesOf } from '../../../builders/kubelet';

const DAVIDE: Pick<JobSpec, 'identities'> = { identities: [{ hadoop: { id: 'davideis' } }] };

describe('a job of a user who is believed', () => {
  test('names him, and needs no more', () => {
    expect(variablesOf(mainOf(pythonJob(DAVIDE)))).toMatchObject({ HADOOP_USER_NAME: 'davideis' });
    expect(podOf(pythonJob(DAVIDE)).initContainers).toBeUndefined();
  });

  test('finds HDFS where the platform knows it', () => {
    const catalog = { ...DEFAULT_CATALOG, identityProviders: { hadoop: { authentication: 'simple' as const, coreSite: { 'fs.defaultFS': 'hdfs://CLUSTER' } } } };
    const pod = podOf(pythonJob(DAVIDE), catalog);
    expect(variablesOf(mainOf(pythonJob(DAVIDE), catalog))).toMatchObject({ HADOOP_CONF_DIR: '/opt/ds/hadoop', HADOOP_USER_NAME: 'davideis' });
    expect(pod.volumes).toContainEqual({ name: 'hadoop', configMap: { name: 'ds-hadoop' } });
    expect(pod.containers[0]?.volumeMounts).toContainEqual({ name: 'hadoop', mountPath: '/opt/ds/hadoop', readOnly: true });
  });
});

describe('a job with Kerberos', () => {
  const catalog = kerberosCatalog();
  const pod = podOf(pythonJob(DAVIDE), catalog);

  test.each<[string, Identity]>([
    ['{hadoop: {id}}', { hadoop: { id: 'davideis' } }],
    ['id beside an empty hadoop', { hadoop: null, id: 'davideis' }],
    ['id alone', { id: 'davideis' }],
  ])('is the same, written as %s', (_spelling, identity) => {
    expect(compileJob(pythonJob({ identities: [identity] }), catalog)).toEqual(compileJob(pythonJob(DAVIDE), catalog));
  });

  test('gets its ticket before it starts, and a new one while it runs', () => {
    expect(pod.initContainers?.map(({ name, image, restartPolicy }) => [name, image, restartPolicy])).toEqual([
      ['kerberos', 'docker.io/apache/spark:4.2.0', undefined],
      ['kerberos-renewal', 'docker.io/apache/spark:4.2.0', 'Always'],
    ]);
  });

  test('shows its keytab to them alone, and its ticket to its code to read', () => {
    const mountsOf = (name: string): unknown[] => [...(pod.initContainers ?? []), ...pod.containers].filter((container) => container.volumeMounts?.some((mount) => mount.name === name)).map((container) => container.name);
    expect(mountsOf('hadoop-keytab')).toEqual(['kerberos', 'kerberos-renewal']);
    expect(pod.containers[0]?.volumeMounts).toContainEqual({ name: 'hadoop-tickets', mountPath: '/opt/ds/tickets', readOnly: true });
    expect(pod.volumes).toContainEqual({ name: 'hadoop-tickets', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    expect(pod.volumes).toContainEqual({
      name: 'hadoop-keytab',
      secret: { secretName: 'ds-hadoop-keytabs', items: [{ key: 'davideis.keytab', path: 'keytab' }], defaultMode: 0o440, optional: true },
    });
  });

  test('is told where everything is; nobody is believed', () => {
    const variables = variablesOf(mainOf(pythonJob(DAVIDE), catalog));
    expect(variables).toMatchObject({ HADOOP_CONF_DIR: '/opt/ds/hadoop', KRB5_CONFIG: '/etc/krb5.conf', KRB5CCNAME: 'FILE:/opt/ds/tickets/cache' });
    expect(variables).not.toHaveProperty('HADOOP_USER_NAME');
  });

  test('takes of its size what the renewing container takes: the pod asks for the size as before', () => {
    expect(pod.containers[0]?.resources).toEqual({ requests: { cpu: '980m', memory: '4064Mi' }, limits: { cpu: '980m', memory: '4064Mi' } });
    expect(pod.initContainers?.[1]?.resources?.requests).toEqual({ cpu: '20m', memory: '32Mi' });
    const [demand] = demandOf(pythonJob(DAVIDE), catalog);
    expect([demand?.cpu.toString(), demand?.memory.toString()]).toEqual(['1', '4Gi']);
  });

  test('keeps its GPUs', () => {
    expect(mainOf(tensorFlowJob(DAVIDE), catalog).resources?.requests).toEqual({ cpu: '3980m', memory: '16352Mi', 'nvidia.com/gpu': '1' });
  });

  test('without an identity is as without Kerberos', () => {
    expect(compileJob(pythonJob(), catalog)).toEqual(compileJob(pythonJob(), DEFAULT_CATALOG));
  });
});

describe('the keytabs of a tenant', () => {
  const errors = (patches: PodTemplatePatch[]): string[] => texts(validateJob(pythonJob({ ...DAVIDE, podTemplatePatches: patches }), kerberosCatalog()));
  const refused = (index: number, path: string): string =>
    `spec.podTemplatePatches[${index}].path: gives the job's own code a keytab (given "${path}"). Allowed: volumes without the Secret ds-hadoop-keytabs. Name the user in identities instead.`;

  test('are not reached by a volume of the job', () => {
    const add = (volume: object): PodTemplatePatch[] => [{ op: 'add', path: '/spec/volumes/-', value: { name: 'mine', ...volume } as never }];
    expect(errors(add({ secret: { secretName: 'ds-hadoop-keytabs' } }))).toEqual([refused(0, '/spec/volumes/-')]);
    expect(errors(add({ projected: { sources: [{ secret: { name: 'ds-hadoop-keytabs' } }] } }))).toEqual([refused(0, '/spec/volumes/-')]);
    expect(errors(add({ secret: { secretName: 'my-token' } }))).toEqual([]);
  });

  test('are not reached by the volume of the platform', () => {
    expect(errors([{ op: 'add', path: '/spec/containers/0/volumeMounts/-', value: { name: 'hadoop-keytab', mountPath: '/x' } }])).toEqual([refused(0, '/spec/containers/0/volumeMounts/-')]);
    expect(errors([{ op: 'replace', path: '/spec/volumes/5/secret/items/0/key', value: 'maria.keytab' }])).toEqual([expect.stringContaining('takes away the volume hadoop-keytab')]);
  });

  test('are not reached by a variable, and neither is the name of a user who is believed', () => {
    const withEnv = (variable: object): string[] => texts(validateJob(pythonJob({ env: [variable as never] }), DEFAULT_CATALOG));
    expect(withEnv({ name: 'KEY', valueFrom: { secretKeyRef: { name: 'ds-hadoop-keytabs', key: 'davideis.keytab' } } })).toEqual([
      expect.stringContaining('spec.env[0].valueFrom.secretKeyRef.name: holds the keytabs of users'),
    ]);
    expect(withEnv({ name: 'HADOOP_USER_NAME', value: 'hdfs' })).toEqual([expect.stringContaining('spec.env[0].name: belongs to identities')]);
  });
});
