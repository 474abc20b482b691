import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withLock } from '../lock';
import { cacheFolder } from '../paths';
import { step } from '../progress';

export interface Recipe {
  /** Part of the cache that the result goes to, such as `layers`. */
  readonly area: string;
  readonly name: string;
  /** Everything that decides the result, as values that JSON can carry; the result is built anew when any of it changes. */
  readonly inputs: unknown;
  /** Makes the result at the path that it is given: a file or a folder, of which nothing exists yet. */
  readonly build: (target: string) => Promise<void>;
}

/** The path of a recipe's result, built once and then kept for all checkouts. */
export async function cached(recipe: Recipe): Promise<string> {
  const { area, name } = recipe;
  const result = cacheFolder(area, `${name}-${keyOf(recipe.inputs)}`);
  if (await exists(result)) return result;
  await withLock(cacheFolder(area, `${name}.lock`), async () => {
    // Whoever held the lock before may have built it.
    if (await exists(result)) return;
    await step(`make ${area}/${name}`, () => buildBeside(result, recipe.build));
  });
  return result;
}

/** Runs `work` with an empty folder on the cache's disk, where hard links to cached files are possible; removes it afterwards. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await fs.mkdir(cacheFolder('tmp'), { recursive: true });
  const folder = await fs.mkdtemp(cacheFolder('tmp', 'work-'));
  try {
    return await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** The SHA-256 of a file of any size, in hexadecimal digits. */
export async function fileDigest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** One digest for all regular files under a folder: their paths and contents. */
export async function folderDigest(folder: string): Promise<string> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${path.relative(folder, file)}\n${await fileDigest(file)}\n`);
  }
  return hash.digest('hex');
}

/** A result appears under its name only when it is whole: it is built beside it and renamed. */
async function buildBeside(result: string, build: (target: string) => Promise<void>): Promise<void> {
  const partial = `${result}.partial`;
  await fs.rm(partial, { recursive: true, force: true });
  try {
    await build(partial);
    await fs.rename(partial, result);
  } finally {
    await fs.rm(partial, { recursive: true, force: true });
  }
}

function keyOf(inputs: unknown): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
