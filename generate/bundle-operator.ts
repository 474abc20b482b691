import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { bundleFile } from './bundle';

/** The operator in one file. The ConfigMap carries it packed ({@link PACKED}), with what unpacks it beside ({@link START}). */
export const BUNDLE = join(__dirname, '..', 'build', 'operator.js');

const PACKED = '.br';
const START = '-start.js';

/**
 * `kubectl apply` writes the whole object into an annotation, and all annotations of an object may have 256 KiB. Base64 makes four bytes of
 * three, and the object around the file needs some of it.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.0/pkg/api/validation/objectmeta.go
 */
const PACKED_LIMIT = 180 * 1024;

/** Bundles the operator and all that it imports, packs it, and writes what unpacks it. The same sources give the same bytes. */
export function bundleOperator(outfile: string = BUNDLE): void {
  mkdirSync(dirname(outfile), { recursive: true });
  bundleFile('operator/main.ts', outfile);
  bundleFile('operator/start.ts', outfile.replace(/\.js$/, START));
  const text = readFileSync(outfile);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const packed = brotliCompressSync(text, { params });
  if (packed.length > PACKED_LIMIT) {
    throw new Error(`${outfile}: too large (${packed.length} bytes packed). At most ${PACKED_LIMIT} bytes fit into a ConfigMap that kubectl can apply. Import less into operator/.`);
  }
  write(`${outfile}${PACKED}`, packed);
}

function write(file: string, content: Buffer): void {
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

if (require.main === module) {
  bundleOperator();
}
