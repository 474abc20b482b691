import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { withLock } from '../../../sandbox/lock';
import { cacheFolder } from '../../../sandbox/paths';
import { run } from '../../../sandbox/run';

/** A folder with the packages that a requirements file pins, for this machine's Python; kept with the sandbox's other expensive things. */
export async function pythonPackages(name: string, requirements: string): Promise<string> {
  const python = await run('python3', ['--version']);
  const key = createHash('sha256').update(python).update(await fs.readFile(requirements)).digest('hex').slice(0, 16);
  const folder = cacheFolder('python', `${name}-${key}`);
  await withLock(cacheFolder('python', `${name}.lock`), async () => {
    if (await fs.access(folder).then(() => true, () => false)) return;
    const partial = `${folder}.partial`;
    await fs.rm(partial, { recursive: true, force: true });
    await run('python3', ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', '--quiet', '--no-deps', '--target', partial, '--requirement', requirements]);
    await fs.rename(partial, folder);
  });
  return folder;
}
