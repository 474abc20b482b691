import { Sandbox } from '../../../sandbox/sandbox';
import build from './build';
import { installPlatform } from './install';

/** Name of this run's own sandbox; nobody else's is touched. */
export const SANDBOX_NAME = `test-${process.pid}`;

/**
 * Brings up the sandbox that all control plane tests share, with the platform in it. `DS_TEST_SANDBOX=<name>` uses one that is up,
 * puts the platform of now in it, and leaves it there.
 */
export default async function setup(): Promise<void> {
  const started = Date.now();
  await build();
  const sandbox = await Sandbox.up({ name: process.env.DS_TEST_SANDBOX ?? SANDBOX_NAME, node: 'real', images: ['python', 'node', 'tensorflow', 'jvm', 'jupyter'], packageIndex: true });
  process.env.DS_TEST_SANDBOX = sandbox.name;
  await installPlatform(sandbox);
  process.stderr.write(`The platform is ready in sandbox ${sandbox.name} after ${((Date.now() - started) / 1000).toFixed(0)} s.\n`);
}
