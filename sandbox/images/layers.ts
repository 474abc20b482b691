import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { requirePackages } from '../prerequisites';
import { run } from '../run';
import { cached, fileDigest, folderDigest, withTemporaryFolder } from './cache';
import { AS_PINNED, FOR_IMAGES, pip } from './pip';
import { PYTHON_VERSION } from './versions';

const DEBIAN_SUITE = 'bookworm';

/** GNU tar's options that leave nothing of the machine and the moment in an archive. */
export const REPRODUCIBLE_TAR = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];

/** Where Debian's Python looks for packages that Debian did not install. */
export const PYTHON_PACKAGES = `usr/local/lib/python${PYTHON_VERSION}/dist-packages`;

/** Headers of C++ libraries, 15,000 files with TensorFlow, mean nothing without a compiler. */
const HEADERS = `${PYTHON_PACKAGES}/*/include`;

/** A Debian system with only what is essential and the packages given. @param folders made beforehand: some packages want them although manuals are left out */
export function debianLayer(name: string, packages: readonly string[], folders: readonly string[] = []): Promise<string> {
  const options = [
    '--variant=minbase',
    '--format=tar',
    '--aptopt=APT::Install-Recommends "false"',
    ...['man', 'doc', 'info', 'locale'].map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`),
    ...folders.map((folder) => `--essential-hook=mkdir -p "$1/${folder}"`),
    `--include=${packages.join(',')}`,
  ];
  return cached({
    area: 'layers',
    name,
    inputs: { DEBIAN_SUITE, options },
    build: async (target) => {
      await requirePackages(['mmdebstrap']);
      // The variable makes two systems of the same packages the same, byte for byte.
      await run('mmdebstrap', [...options, DEBIAN_SUITE, target], { env: { ...process.env, SOURCE_DATE_EPOCH: '0' } });
    },
  });
}

/** Files and folders of this machine at paths of the image, readable and executable as they are here. */
export async function filesLayer(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const inputs: Record<string, string> = {};
  for (const [inside, outside] of Object.entries(files)) {
    const isFolder = (await fs.stat(outside)).isDirectory();
    inputs[inside] = isFolder ? await folderDigest(outside) : await fileDigest(outside);
  }
  return cached({
    area: 'layers',
    name,
    inputs,
    build: (target) =>
      withTemporaryFolder(async (root) => {
        for (const [inside, outside] of Object.entries(files)) {
          await fs.cp(outside, path.join(root, inside), { recursive: true });
        }
        await run('tar', [...REPRODUCIBLE_TAR, '--mode=u=rwX,go=rX', '-C', root, '-cf', target, ...(await fs.readdir(root))]);
      }),
  });
}

/**
 * The Python packages that a requirements file pins, for the system Python of a Debian layer.
 * They are compiled by that Python: containers with a read-only root could not keep what they compile, and TensorFlow has
 * ten thousand files. The compiled files do not record times, which the archive sets to 0.
 */
export async function pythonLayer(name: string, requirements: string, base: string): Promise<string> {
  return cached({
    area: 'layers',
    name,
    inputs: { requirements: await fileDigest(requirements), base: path.basename(base), FOR_IMAGES, HEADERS },
    build: (target) =>
      withTemporaryFolder(async (root) => {
        // Nothing below needs the devices.
        await run('tar', ['-C', root, '-xf', base, '--exclude=./dev/*']);
        const packages = path.join(root, PYTHON_PACKAGES);
        await pip(['install', '--no-compile', ...AS_PINNED, ...FOR_IMAGES, '--target', packages, '--requirement', requirements]);
        const compile = ['python3', '-m', 'compileall', '-q', '--invalidation-mode=unchecked-hash', `/${PYTHON_PACKAGES}`];
        await run('chroot', [root, ...compile]);
        await run('tar', [...REPRODUCIBLE_TAR, `--exclude=${HEADERS}`, '-C', root, '-cf', target, PYTHON_PACKAGES]);
      }),
  });
}
