import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached, fileDigest, folderDigest, withTemporaryFolder } from '../images/cache';
import { AS_PINNED, FOR_IMAGES, pip } from '../images/pip';

const PACKAGES = path.join(__dirname, 'packages');
/** Programs of the examples that jobs install, each a package. */
const PROGRAMS = path.join(__dirname, '../../examples/programs');
const REQUIREMENTS = ['wheels-requirements.txt', 'keras-requirements.txt'].map((name) => path.join(__dirname, name));

/** The earliest time that a wheel, a zip file, can record: 1980-01-01. */
const EARLIEST = '315532800';

/** The folder of wheels that the package index serves: the packages made here, and the public ones that they need. */
export async function buildWheels(): Promise<string> {
  return cached({
    area: 'wheels',
    name: 'package-index',
    inputs: { packages: await folderDigest(PACKAGES), programs: await folderDigest(PROGRAMS), requirements: await Promise.all(REQUIREMENTS.map(fileDigest)), FOR_IMAGES },
    build: async (target) => {
      await pip(['download', ...AS_PINNED, ...FOR_IMAGES, '--dest', target, ...REQUIREMENTS.flatMap((file) => ['--requirement', file])]);
      // Building leaves files beside the source, so the source is built elsewhere.
      await withTemporaryFolder(async (sources) => {
        for (const folder of [PACKAGES, PROGRAMS]) await fs.cp(folder, sources, { recursive: true });
        const folders = (await fs.readdir(sources)).map((name) => path.join(sources, name));
        await pip(['wheel', '--no-deps', '--wheel-dir', target, ...folders], { SOURCE_DATE_EPOCH: EARLIEST });
      });
    },
  });
}
