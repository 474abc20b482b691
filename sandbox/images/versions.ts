import * as fs from 'node:fs';
import * as path from 'node:path';

/** Versions are written down once, in the files that the builds use; the tags of images are read from there. */

/** The Python of Debian 12. */
export const PYTHON_VERSION = '3.11';

/** The Java of Debian 12, the only one that it has. */
export const JAVA_VERSION = '17';

/** The version of a Go module that `sandbox/go/<folder>/go.mod` selects, without its `v`. */
export function goModuleVersion(folder: string, modulePath: string): string {
  const file = path.join(__dirname, '..', 'go', folder, 'go.mod');
  const escaped = modulePath.replaceAll('.', '\\.');
  return find(file, new RegExp(`(?:^|\\s)${escaped} v(\\S+)$`, 'm'), modulePath);
}

/** The version of a Python package that a requirements file pins. */
export function requirementVersion(file: string, name: string): string {
  return find(file, new RegExp(`^${name}==(\\S+)`, 'm'), name);
}

/** The version of an npm package that this repository's package.json pins. */
export function npmVersion(name: string): string {
  return find(path.join(__dirname, '..', '..', 'package.json'), new RegExp(`"${name}": "(\\d[^"]*)"`), name);
}

function find(file: string, pattern: RegExp, name: string): string {
  const version = pattern.exec(fs.readFileSync(file, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${file} gives no version of ${name}, whose image needs one as its tag: pin it there.`);
  return version;
}
