import * as path from 'node:path';
import { cached } from '../images/cache';
import { debianLayer } from '../images/layers';
import { run } from '../run';

/** How Chromium is started: an executable, and the variables that it needs. */
export interface Browser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Debian's Chromium, with all that it needs, without being installed on this machine. To run it takes root. */
export async function chromium(): Promise<Browser> {
  const layer = await debianLayer('chromium', ['chromium', 'fonts-dejavu-core']);
  const root = await cached({
    area: 'debian',
    name: 'chromium',
    inputs: path.basename(layer),
    build: (target) => run('sh', ['-euc', 'mkdir "$2" && tar -C "$2" -xf "$1" --exclude="./dev/*"', 'sh', layer, target]).then(() => {}),
  });
  return { executable: path.join(__dirname, 'chromium.sh'), env: { DS_CHROMIUM_ROOT: root } };
}
