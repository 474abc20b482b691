import * as os from 'node:os';
import * as path from 'node:path';

/**
 * The folder that keeps what is expensive to build (binaries, images, wheels), shared by all checkouts.
 * Everything below it is keyed by the versions that it was built from.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(...parts: string[]): string {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'ds-platform', ...parts);
}

/**
 * The folder of one running sandbox. It must lie on a real disk: containerd's overlay snapshots cannot sit on an overlay.
 * `DS_SANDBOX_HOME` overrides the parent.
 */
export function stateFolder(name: string, ...parts: string[]): string {
  const base = process.env.DS_SANDBOX_HOME || path.join('/var/tmp', `ds-platform-${process.getuid?.() ?? 'user'}`);
  return path.join(base, name, ...parts);
}
