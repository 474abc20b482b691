import { run } from '../run';
import { PYTHON_VERSION } from './versions';

/** Debian 12 has glibc 2.36: wheels made for it or any older one run there. */
const MANYLINUX = [
  ...Array.from({ length: 32 }, (_, i) => `manylinux_2_${36 - i}_x86_64`),
  'manylinux2014_x86_64',
  'manylinux2010_x86_64',
  'manylinux1_x86_64',
];

/** Chooses wheels for the images' Python, whatever Python this machine has. */
export const FOR_IMAGES = [
  '--only-binary=:all:',
  '--implementation=cp',
  `--python-version=${PYTHON_VERSION}`,
  ...MANYLINUX.map((platform) => `--platform=${platform}`),
];

/** Installs or downloads exactly what a file made by `pip-compile --generate-hashes` lists. */
export const AS_PINNED = ['--no-deps', '--require-hashes'];

export async function pip(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const options = { env: { ...process.env, ...env } };
  try {
    await run('python3', ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args], options);
  } catch (error) {
    if (await run('python3', ['-m', 'pip', '--version']).then(() => true, () => false)) throw error;
    throw new Error("Python packages for images are fetched with 'python3 -m pip', which this machine lacks: apt-get install python3-pip", {
      cause: error,
    });
  }
}
