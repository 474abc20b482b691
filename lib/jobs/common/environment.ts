import type { V1EnvVar } from '@kubernetes/client-node';
import type { Catalog, PackageIndexSpec } from '../../catalog/spec';
import { literal } from './args';
import type { JobSpec } from './spec';
import type { HelperContainer } from './supplement';

/** Where the environment of packages is, in every container of a job's pod. */
export const ENVIRONMENT_PATH = '/opt/ds/environment';

/** Name of the init container that installs the packages. */
export const ENVIRONMENT_CONTAINER = 'environment';

/**
 * Makes a virtual environment on top of the runtime's own packages and installs the requirements into it. It runs as any user,
 * writes only to its volume, and prints what pip prints. Hashes are checked where the requirements carry them.
 * @see https://docs.python.org/3/library/venv.html
 */
const INSTALL = `\
import os, subprocess, sys, venv
path = sys.argv[1]
requirements = os.path.join(path, "requirements.txt")
venv.EnvBuilder(system_site_packages=True, with_pip=True, clear=True).create(path)
with open(requirements, "w") as file:
    file.write(os.environ["DS_REQUIREMENTS"] + "\\n")
command = [os.path.join(path, "bin", "python"), "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", "--no-input"]
if os.environ.get("DS_REQUIRE_HASHES"):
    command.append("--require-hashes")
sys.exit(subprocess.call(command + ["--requirement", requirements]))
`;

/** Lines of the requirements file; none if the job brings no packages. */
export function requirements(spec: JobSpec): readonly string[] {
  return spec.lock?.packages ?? spec.pipPackages ?? [];
}

/** What the container that installs the packages runs, without image and resources. */
export function installContainer(spec: JobSpec, catalog: Catalog, python: string): HelperContainer {
  const hashes: V1EnvVar[] = spec.lock?.packages ? [{ name: 'DS_REQUIRE_HASHES', value: '1' }] : [];
  return {
    name: ENVIRONMENT_CONTAINER,
    command: [python, '-c', literal(INSTALL), ENVIRONMENT_PATH],
    env: [{ name: 'DS_REQUIREMENTS', value: literal(requirements(spec).join('\n')) }, ...hashes, ...indexVariables(catalog.packageIndex)],
  };
}

/** Pip's own variables. @see https://pip.pypa.io/en/stable/topics/configuration/#environment-variables */
function indexVariables(index: PackageIndexSpec | undefined): V1EnvVar[] {
  if (index === undefined) return [];
  const variables: V1EnvVar[] = [{ name: 'PIP_INDEX_URL', value: literal(index.url) }];
  if (index.extraUrls?.length) variables.push({ name: 'PIP_EXTRA_INDEX_URL', value: literal(index.extraUrls.join(' ')) });
  if (index.trustedHosts?.length) variables.push({ name: 'PIP_TRUSTED_HOST', value: literal(index.trustedHosts.join(' ')) });
  return variables;
}
