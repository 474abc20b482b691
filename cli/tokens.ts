import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Job, jobKind, type Json } from '../lib';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is said of a notebook that was given a token for want of others. */
export const NO_TOKENS = 'names no tokenHashes: the hash of your token for it is added, and that token alone opens it.';

/** Which notebook a token is for. */
export interface NotebookName {
  readonly namespace: string;
  readonly name: string;
}

/** The hash of this person's token for a notebook. What sees the token, as the notebook's server does, learns nothing of those for others. */
export function ownToken(env: Environment, notebook: NotebookName): string {
  return hashOf(derivedToken(secretOf(env), notebook));
}

/** Fields of a spec that let this person into a job that would let nobody in; nothing for other jobs, and for kinds that nobody opens. */
export function tokenFor(env: Environment, job: Job, namespace: string): Record<string, Json> | undefined {
  const browser = jobKind(job.kind)?.browser;
  if (browser === undefined || Object.values(browser.admitted(job)).some(({ length }) => length > 0)) return undefined;
  return browser.admitting(ownToken(env, { namespace, name: job.metadata.name }));
}

/** Makes a token that can be told apart from the others, and keeps it where only this person can read it. @returns its hash */
export function newToken(env: Environment): string {
  const token = randomBytes(32).toString('hex');
  const hash = hashOf(token);
  keep(join(folderOf(env), 'notebook-tokens'), hash, token);
  return hash;
}

/** This person's token for the notebook, or the first that is kept here, where it has one of the hashes. */
export function tokenOf(env: Environment, notebook: NotebookName, hashes: readonly string[]): string | undefined {
  const own = existsSync(join(folderOf(env), SECRET)) ? derivedToken(secretOf(env), notebook) : undefined;
  if (own !== undefined && hashes.includes(hashOf(own))) return own;
  const file = hashes.map((hash) => join(folderOf(env), 'notebook-tokens', hash)).find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8').trim();
}

/** File of what all tokens of a person are derived from; it never leaves the machine. */
const SECRET = 'notebook-secret';

function secretOf(env: Environment): string {
  const file = join(folderOf(env), SECRET);
  if (!existsSync(file)) keep(folderOf(env), SECRET, randomBytes(32).toString('hex'));
  return readFileSync(file, 'utf8').trim();
}

/** Neither a namespace nor a name holds a slash. */
function derivedToken(secret: string, { namespace, name }: NotebookName): string {
  return createHmac('sha256', secret).update(`${namespace}/${name}`).digest('hex');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function keep(folder: string, name: string, content: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, name), content, { mode: 0o600 });
}

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ */
function folderOf(env: Environment): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config'), 'ds');
}
