import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The operator's program, as its ConfigMap carries it. */
export interface OperatorBundle {
  /** One file of JavaScript, packed by Brotli, in base64: small enough that the object fits what `kubectl apply` remembers of it. */
  readonly packed: string;
  /** JavaScript that unpacks and runs it. */
  readonly start: string;
  /** SHA-256 of both, in hexadecimal. */
  readonly checksum: string;
}

/** Where `npm run build` puts the bundle: beside the compiled constructs, or in `build/` when they run from their sources. */
const PLACES = [join(__dirname, '..'), join(__dirname, '..', 'build')];

/** The bundle that belongs to this version of the package. */
export function readOperatorBundle(): OperatorBundle {
  const place = PLACES.find((folder) => existsSync(join(folder, 'operator.js.br')));
  if (place === undefined) {
    throw new Error(`operator.js.br: missing (looked in ${PLACES.join(' and ')}). It is part of the package. Run 'npm run build'.`);
  }
  const packed = readFileSync(join(place, 'operator.js.br')).toString('base64');
  const start = readFileSync(join(place, 'operator-start.js'), 'utf8');
  return { packed, start, checksum: createHash('sha256').update(start).update(packed).digest('hex') };
}
