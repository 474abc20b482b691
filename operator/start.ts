import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Unpacks the operator, which lies packed beside this program, and runs it. */

/** A module, as Node.js knows it from inside. */
interface RunnableModule {
  _compile(code: string, file: string): void;
}

const source = brotliDecompressSync(readFileSync(join(__dirname, 'operator.js.br'))).toString();
globalThis.dsOperatorSource = source;
(module as unknown as RunnableModule)._compile(source, join(__dirname, 'operator.js'));
