// Compares files with their SHA-256: of a file its own; of a folder that of its `SHA256SUMS`, and then of every file that stands in it.
// The arguments are names, paths and sums in turn. The last line of a failure says what is wrong.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** @type {(what: string, file: string, expected: string) => Promise<void>} */
async function check(what, file, expected) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new Error(what + ' is not what was meant: ' + file + ' has the sha256 ' + actual + ', not ' + expected + '.');
}

/** @type {(what: string, path: string, expected: string) => Promise<void>} */
async function checkDataset(what, path, expected) {
  if (!(await stat(path)).isDirectory()) return check(what, path, expected);
  const list = join(path, 'SHA256SUMS');
  await check(what, list, expected);
  for (const line of (await readFile(list, 'utf8')).split('\n').filter(Boolean)) {
    const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sum === undefined) throw new Error(what + ' has a line in ' + list + ' that sha256sum does not write: ' + line);
    await check(what, join(path, name), sum);
  }
}

// Process 1 of a container has no signal that it has not asked for.
process.once('SIGTERM', () => process.exit(143));
const words = process.argv.slice(1);
try {
  for (let at = 0; at < words.length; at += 3) await checkDataset('Dataset ' + words[at], words[at + 1], words[at + 2]);
} catch (error) {
  console.error('error: ' + error.message);
  process.exitCode = 1;
}
