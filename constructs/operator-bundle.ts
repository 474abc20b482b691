import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The operator as one file of JavaScript. */
export interface OperatorBundle {
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly checksum: string;
}

/** Where `npm run build` puts the bundle: beside the compiled constructs, or in `build/` when they run from their sources. */
const PLACES = [join(__dirname, '..', 'operator.js'), join(__dirname, '..', 'build', 'operator.js')];

/** The bundle that belongs to this version of the package. */
export function readOperatorBundle(): OperatorBundle {
  const file = PLACES.find((place) => existsSync(place));
  if (file === undefined) {
    throw new Error(`operator.js: missing (looked for ${PLACES.join(' and ')}). It is part of the package. Run 'npm run build'.`);
  }
  const text = readFileSync(file, 'utf8');
  return { text, checksum: createHash('sha256').update(text).digest('hex') };
}
