import { KEYTABS } from '../../hadoop/names';
import type { PlacedRule } from '../../schema/rules';
import { MAX_TEXT_BYTES } from './limits';

/**
 * Variables by which the container runtimes of vendors choose the devices of a container. Which devices a job has is decided by its size
 * and by the queue. (`CUDA_VISIBLE_DEVICES` and its like choose among those that a program has already.)
 * @see https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html
 */
export const DEVICE_VARIABLES: readonly string[] = [
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_MIG_CONFIG_DEVICES',
  'NVIDIA_MIG_MONITOR_DEVICES',
  'NVIDIA_IMEX_CHANNELS',
  'NVIDIA_GDS',
  'NVIDIA_GDRCOPY',
  'NVIDIA_MOFED',
  'NVIDIA_NVSWITCH',
  'AMD_VISIBLE_DEVICES',
  'ASCEND_VISIBLE_DEVICES',
  'HABANA_VISIBLE_DEVICES',
  'METAX_VISIBLE_DEVICES',
  'MTHREADS_VISIBLE_DEVICES',
];

/** The share of a GPU that a device plugin gives to each of those who share it. */
export const SHARE_PREFIX = 'CUDA_MPS_';

/** Variables that say as whom a job acts. */
export const IDENTITY_VARIABLES: readonly string[] = ['HADOOP_USER_NAME', 'SPARK_USER'];

/** Names of variables in CEL. */
function listOf(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/**
 * Rules of the variables that a job sets, at the spec that has them. Of any other variable that the platform sets too, such as `HOME`, the
 * job's own value decides.
 */
export function envRules(spec: string): PlacedRule[] {
  const at = `${spec}.env[]`;
  return [
    {
      at,
      rule: "!self.name.startsWith('DS_') && self.name != 'TF_CONFIG'",
      message: 'belongs to the platform. Allowed: names other than TF_CONFIG and those that start with DS_. Rename the variable.',
      fieldPath: '.name',
    },
    {
      at,
      rule: `!(self.name in ${listOf(IDENTITY_VARIABLES)})`,
      message: `belongs to identities. Allowed: names other than ${IDENTITY_VARIABLES.join(' and ')}. Name the user in identities instead.`,
      fieldPath: '.name',
    },
    {
      at,
      rule: `!(self.name in ${listOf(DEVICE_VARIABLES)}) && !self.name.startsWith('${SHARE_PREFIX}')`,
      message: 'chooses devices, which the size of a job and its queue decide on. Allowed: CUDA_VISIBLE_DEVICES, which chooses among the GPUs that the job has. Ask for GPUs by size.',
      fieldPath: '.name',
    },
    { at, rule: '!(has(self.value) && has(self.valueFrom))', message: 'has both value and valueFrom. Allowed: one of the two. Remove the other.' },
    {
      at,
      rule: `!has(self.value) || size(bytes(self.value)) + size(self.name) < ${MAX_TEXT_BYTES}`,
      message: `has too many bytes for a variable. Allowed: at most ${MAX_TEXT_BYTES} bytes in UTF-8 with its name. Shorten it, or let the program read a file.`,
      fieldPath: '.value',
    },
    {
      at: `${at}.valueFrom.secretKeyRef`,
      rule: `self.name != '${KEYTABS}'`,
      message: 'holds the keytabs of users. Allowed: other Secrets. Name the user in identities instead.',
      fieldPath: '.name',
    },
    {
      at: `${at}.valueFrom`,
      rule: 'has(self.secretKeyRef) != has(self.configMapKeyRef)',
      message: 'needs one source. Allowed: either secretKeyRef or configMapKeyRef. Give exactly one.',
    },
  ];
}
