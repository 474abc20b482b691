import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is said of a notebook that was given a token for want of others. */
export const NO_TOKENS = 'names no tokenHashes: the hash of your token is added, and your token alone opens it.';

/** The hash of this person's token; it is made when there is none. */
export function ownToken(env: Environment): string {
  const folder = folderOf(env);
  const [known] = existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort() : [];
  return known ?? newToken(env);
}

/** Makes a token and keeps it where only this person can read it. @returns its hash */
export function newToken(env: Environment): string {
  const folder = folderOf(env);
  const token = randomBytes(32).toString('hex');
  const hash = createHash('sha256').update(token).digest('hex');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, hash), token, { mode: 0o600 });
  return hash;
}

/** The first token that is kept here and has one of the hashes. */
export function tokenOf(env: Environment, hashes: readonly string[]): string | undefined {
  const file = hashes.map((hash) => join(folderOf(env), hash)).find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8').trim();
}

/** Each token is in a file that is named after its hash. @see https://specifications.freedesktop.org/basedir-spec/latest/ */
function folderOf(env: Environment): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config'), 'ds', 'notebook-tokens');
}
