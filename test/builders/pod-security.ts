import type { V1Container, V1PodSpec, V1PodTemplateSpec, V1SecurityContext, V1Volume } from '@kubernetes/client-node';

/** Sources of volumes that the standard allows. */
const VOLUME_SOURCES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

/** One rule on a pod: what breaks it. */
type PodRule = (pod: V1PodSpec) => string[];

/** One rule on each container, with what the pod says where the container says nothing. */
type ContainerRule = (context: V1SecurityContext, pod: V1PodSpec, container: V1Container) => string[];

/**
 * Controls of the levels `baseline` and `restricted`, written from the standard's own tables for pods of Linux.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
const POD_RULES: readonly PodRule[] = [
  (pod) => (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]).map((field) => `host namespace: ${field}`),
  (pod) => (pod.volumes ?? []).filter((volume) => !allowedVolume(volume)).map(({ name }) => `volume type: ${name}`),
  (pod) => (pod.securityContext?.runAsUser === 0 ? ['pod runs as user 0'] : []),
  (pod) => (pod.securityContext?.sysctls?.length ? ['sysctls'] : []),
  (pod) => (pod.securityContext?.windowsOptions?.hostProcess ? ['host process'] : []),
  (pod) => (pod.securityContext?.seLinuxOptions?.user || pod.securityContext?.seLinuxOptions?.role ? ['SELinux user or role'] : []),
  (pod) => (SELINUX_TYPES.includes(pod.securityContext?.seLinuxOptions?.type ?? '') ? [] : ['SELinux type']),
  (pod) => (pod.securityContext?.seccompProfile?.type === 'Unconfined' ? ['pod is unconfined by seccomp'] : []),
];

const CONTAINER_RULES: readonly ContainerRule[] = [
  ({ privileged }) => (privileged ? ['privileged'] : []),
  ({ allowPrivilegeEscalation }) => (allowPrivilegeEscalation === false ? [] : ['privilege escalation']),
  ({ capabilities }) => (capabilities?.drop?.includes('ALL') ? [] : ['capabilities are not dropped']),
  ({ capabilities }) => (capabilities?.add ?? []).filter((added) => added !== 'NET_BIND_SERVICE').map((added) => `capability ${added}`),
  ({ procMount }) => (procMount === undefined || procMount === 'Default' ? [] : ['proc mount']),
  ({ runAsNonRoot }, pod) => ((runAsNonRoot ?? pod.securityContext?.runAsNonRoot) === true ? [] : ['may run as root']),
  ({ runAsUser }) => (runAsUser === 0 ? ['runs as user 0'] : []),
  ({ seccompProfile }, pod) => (['RuntimeDefault', 'Localhost'].includes((seccompProfile ?? pod.securityContext?.seccompProfile)?.type ?? '') ? [] : ['no seccomp profile']),
  ({ seLinuxOptions }) => (SELINUX_TYPES.includes(seLinuxOptions?.type ?? '') && !seLinuxOptions?.user && !seLinuxOptions?.role ? [] : ['SELinux options']),
  ({ appArmorProfile }) => (appArmorProfile?.type === 'Unconfined' ? ['AppArmor is off'] : []),
  ({ windowsOptions }) => (windowsOptions?.hostProcess ? ['host process'] : []),
  (_context, _pod, { ports = [] }) => ports.filter(({ hostPort }) => hostPort).map(({ hostPort }) => `host port ${hostPort}`),
];

/** What of a pod the Pod Security Standard `restricted` forbids; nothing if it may run. */
export function violations({ spec }: V1PodTemplateSpec): string[] {
  if (spec === undefined) return ['no pod'];
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])] as V1Container[];
  return [
    ...POD_RULES.flatMap((rule) => rule(spec)),
    ...containers.flatMap((container) => CONTAINER_RULES.flatMap((rule) => rule(container.securityContext ?? {}, spec, container)).map((text) => `${container.name}: ${text}`)),
  ];
}

function allowedVolume(volume: V1Volume): boolean {
  return Object.keys(volume).every((key) => key === 'name' || VOLUME_SOURCES.includes(key));
}
