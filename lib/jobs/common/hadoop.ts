import type { V1EnvVar, V1VolumeMount } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { configuresHadoop } from '../../hadoop/configuration';
import { HADOOP_CONFIGURATION, HADOOP_FILES, keytabOf, KEYTABS } from '../../hadoop/names';
import type { KerberosSpec } from '../../hadoop/spec';
import { principalOf, RENEWAL, TICKET_LIFETIME_SECONDS } from '../../hadoop/tickets';
import { mirrored } from '../../k8s/image';
import programs from '../../programs/kerberos.json';
import type { Job } from '../kind';
import { literal } from './args';
import { hadoopUser } from './identities';
import type { HelperContainer, Supplement } from './supplement';
import { textVariable } from './variable';

/** `HADOOP_CONF_DIR` of every job, and where its ticket and the keytab are. */
const FOLDERS = { configuration: '/opt/ds/hadoop', tickets: '/opt/ds/tickets', keytab: '/opt/ds/keytab' } as const;

const VOLUMES = { configuration: 'hadoop', tickets: 'hadoop-tickets', keytab: 'hadoop-keytab' } as const;

/** The default image with kinit: that of Spark has it, as Kerberos is what it runs with. */
export const KERBEROS_IMAGE = 'docker.io/apache/spark:4.2.0';

/** How Hadoop's clients in a job's pod find HDFS, and learn as whom they act. */
export function hadoopSupplement(job: Job, catalog: Catalog): Supplement {
  const provider = catalog.identityProviders?.hadoop;
  const user = hadoopUser(job.spec);
  if (provider === undefined || user === undefined) return {};
  const configuration = configuresHadoop(provider) ? CONFIGURATION : {};
  if (provider.authentication === 'simple') return { ...configuration, env: [...(configuration.env ?? []), textVariable('HADOOP_USER_NAME', user)] };
  return provider.kerberos === undefined ? configuration : withTickets(provider.kerberos, user, catalog);
}

const CONFIGURATION: Supplement = {
  env: [{ name: 'HADOOP_CONF_DIR', value: FOLDERS.configuration }],
  volumes: [{ name: VOLUMES.configuration, configMap: { name: HADOOP_CONFIGURATION } }],
  volumeMounts: [{ name: VOLUMES.configuration, mountPath: FOLDERS.configuration, readOnly: true }],
};

/** Where Java looks, and MIT's library, whose variable Java does not heed. */
const KRB5_CONF: V1VolumeMount = { name: VOLUMES.configuration, mountPath: '/etc/krb5.conf', subPath: HADOOP_FILES.kerberos, readOnly: true };

const CACHE = `${FOLDERS.tickets}/cache`;

function withTickets(kerberos: KerberosSpec, user: string, catalog: Catalog): Supplement {
  const shared = ticketContainer(kerberos, user, catalog);
  const share = { cpu: RENEWAL.cpu, memory: RENEWAL.memory };
  return {
    env: [...(CONFIGURATION.env ?? []), { name: 'KRB5_CONFIG', value: KRB5_CONF.mountPath }, { name: 'KRB5CCNAME', value: `FILE:${CACHE}` }],
    initContainers: [
      { ...shared, name: 'kerberos', command: shell(programs.firstTicket) },
      { ...shared, name: 'kerberos-renewal', command: shell(programs.renewedTickets), restartPolicy: 'Always', resources: { requests: share, limits: { ...share } } },
    ],
    volumes: [
      ...(CONFIGURATION.volumes ?? []),
      { name: VOLUMES.tickets, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      // Optional: without its keytab a pod would wait for ever, and nobody would be told why.
      { name: VOLUMES.keytab, secret: { secretName: KEYTABS, items: [{ key: keytabOf(user), path: 'keytab' }], defaultMode: 0o440, optional: true } },
    ],
    volumeMounts: [...(CONFIGURATION.volumeMounts ?? []), KRB5_CONF, { name: VOLUMES.tickets, mountPath: FOLDERS.tickets, readOnly: true }],
  };
}

function shell(script: string): string[] {
  return ['sh', '-c', literal(script)];
}

/** A container that has the keytab, and writes tickets. */
function ticketContainer(kerberos: KerberosSpec, user: string, catalog: Catalog): Omit<HelperContainer, 'name' | 'command'> {
  const variables: Record<string, string> = {
    DS_PRINCIPAL: principalOf(user, kerberos),
    DS_KEYTAB: `${FOLDERS.keytab}/keytab`,
    DS_KEYTAB_SOURCE: `Secret ${KEYTABS}, key ${keytabOf(user)}`,
    DS_TICKET_CACHE: CACHE,
    DS_TICKET_LIFETIME: `${kerberos.ticketLifetimeSeconds ?? TICKET_LIFETIME_SECONDS}s`,
    DS_RENEWAL_INTERVAL: String(kerberos.renewalIntervalSeconds ?? RENEWAL.intervalSeconds),
  };
  const env: V1EnvVar[] = Object.entries(variables).map(([key, value]) => textVariable(key, value));
  return {
    image: mirrored(catalog.images?.kerberos ?? KERBEROS_IMAGE, catalog.registryMirror),
    env: [{ name: 'KRB5_CONFIG', value: KRB5_CONF.mountPath }, ...env],
    volumeMounts: [KRB5_CONF, { name: VOLUMES.tickets, mountPath: FOLDERS.tickets }, { name: VOLUMES.keytab, mountPath: FOLDERS.keytab, readOnly: true }],
  };
}
