import { binaries, GO_MODULES } from '../../../sandbox/binaries';
import { programsOf, UNPACKED_PACKAGES } from '../../../sandbox/debian';
import { buildImages } from '../../../sandbox/images/build';
import { IMAGE_NAMES } from '../../../sandbox/images/catalogue';
import { NODE_PACKAGES, POLICY_PACKAGES, requirePackages } from '../../../sandbox/prerequisites';

/** Builds and installs all that tests run, before the first of them: their time limits know nothing of builds. */
export default async function build(): Promise<void> {
  await requirePackages([...NODE_PACKAGES, ...POLICY_PACKAGES]);
  for (const name of UNPACKED_PACKAGES) await programsOf(name);
  // Go uses all processors; what images are made of is downloaded and packed by one.
  await Promise.all([buildModules(), buildImages(IMAGE_NAMES)]);
}

async function buildModules(): Promise<void> {
  for (const module of GO_MODULES) await binaries(module);
}
