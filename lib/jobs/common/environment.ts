import type { V1EnvVar } from '@kubernetes/client-node';
import type { Catalog, PackageIndexSpec } from '../../catalog/spec';
import programs from '../../programs/python.json';
import type { Job } from '../kind';
import { literal } from './args';
import { hasLockFile, LOCK_MOUNT, LOCK_PATH, lockedLines, lockFile } from './lock-file';
import type { Program } from './pod';
import type { JobSpec } from './spec';
import type { HelperContainer } from './supplement';
import { oneOfEach, optionalVariable, ownVariables, textVariable } from './variable';

/** Where the environment of packages is, in every container of a job's pod. */
export const ENVIRONMENT_PATH = '/opt/ds/environment';

/** Name of the init container that installs the packages. */
export const ENVIRONMENT_CONTAINER = 'environment';

/** Lines of the requirements file; none if the job brings no packages. */
export function requirements(spec: JobSpec): readonly string[] {
  return spec.lock?.packages ?? spec.pipPackages ?? [];
}

/** What installs a job's packages, as parts of its pod. */
export type Installation = Required<Pick<Program, 'initContainers' | 'volumes' | 'helperVolumes'>>;

/** What installs the packages of a job; nothing where it brings none. @param python launcher of the runtime's Python */
export function installation(job: Job, catalog: Catalog, python: string): Installation {
  if (requirements(job.spec).length === 0) return { initContainers: [], volumes: [], helperVolumes: [] };
  const file = hasLockFile(job.spec) ? [{ volume: { name: LOCK_MOUNT.name, configMap: { name: lockFile(job).metadata.name } }, mountPath: LOCK_MOUNT.mountPath, readOnly: true }] : [];
  const { secretName } = catalog.packageIndex ?? {};
  return {
    initContainers: [installContainer(job.spec, catalog.packageIndex, python)],
    volumes: [{ volume: { name: 'environment', emptyDir: {} }, mountPath: ENVIRONMENT_PATH }, ...file],
    // Optional: without it a pod would wait for ever, where pip tells what the index says.
    helperVolumes: secretName === undefined ? [] : [{ name: CREDENTIALS.volume, secret: { secretName, items: [{ key: 'netrc', path: 'netrc' }], defaultMode: 0o440, optional: true } }],
  };
}

/** Where the credentials of package indexes are: in the container that installs, and in no other. */
const CREDENTIALS = { volume: 'package-index', folder: '/opt/ds/package-index' } as const;

function installContainer(spec: JobSpec, index: PackageIndexSpec | undefined, python: string): HelperContainer {
  const withCredentials = index?.secretName !== undefined;
  return {
    name: ENVIRONMENT_CONTAINER,
    command: [python, '-c', literal(programs.installPackages), ENVIRONMENT_PATH],
    env: oneOfEach([...requirementVariables(spec), ...indexVariables(index)], ownVariables(spec)),
    ...(withCredentials && { volumeMounts: [{ name: CREDENTIALS.volume, mountPath: CREDENTIALS.folder, readOnly: true }] }),
  };
}

function requirementVariables(spec: JobSpec): V1EnvVar[] {
  if (spec.lock?.packages === undefined) return [textVariable('DS_REQUIREMENTS', requirements(spec).join('\n'))];
  const lines = hasLockFile(spec) ? textVariable('DS_REQUIREMENTS_FILE', LOCK_PATH) : textVariable('DS_REQUIREMENTS', lockedLines(spec) ?? '');
  return [lines, textVariable('DS_REQUIRE_HASHES', '1')];
}

/** Pip's own variables, and the one by which it finds credentials. @see https://pip.pypa.io/en/stable/topics/authentication/ */
function indexVariables(index: PackageIndexSpec | undefined): V1EnvVar[] {
  if (index === undefined) return [];
  return [
    textVariable('PIP_INDEX_URL', index.url),
    ...optionalVariable('PIP_EXTRA_INDEX_URL', index.extraUrls?.join(' ') || undefined),
    ...optionalVariable('PIP_TRUSTED_HOST', index.trustedHosts?.join(' ') || undefined),
    ...optionalVariable('NETRC', index.secretName === undefined ? undefined : `${CREDENTIALS.folder}/netrc`),
  ];
}
