import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Oldest Node.js that can load the packages which are ES modules. */
const REQUIRED = [22, 12] as const;

/** What to tell the user of a Node.js that is too old; nothing if it will do. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const recent = major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
  return recent ? undefined : `ds needs Node.js ${REQUIRED.join('.')} or newer (this is ${version}). Install one from https://nodejs.org and run ds again.`;
}

/** Version of this package, as its package.json says: one folder up in the sources, two when built. */
export function packageVersion(): string {
  const file = [join(__dirname, '..', 'package.json'), join(__dirname, '..', '..', 'package.json')].find((candidate) => existsSync(candidate));
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
