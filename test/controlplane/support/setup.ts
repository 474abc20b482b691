import { Sandbox } from '../../../sandbox/sandbox';
import { SIMULATED_LABELS, testPlatform } from './platform';

/** Name of this run's own sandbox; nobody else's is touched. */
export const SANDBOX_NAME = `test-${process.pid}`;

/**
 * Brings up the sandbox that all control plane tests share, with the platform in it. `DS_TEST_SANDBOX=<name>` uses one that is up,
 * puts the platform of now in it, and leaves it there.
 */
export default async function setup(): Promise<void> {
  const started = Date.now();
  const sandbox = await Sandbox.up({ name: process.env.DS_TEST_SANDBOX ?? SANDBOX_NAME, node: 'real', images: ['python', 'node', 'tensorflow'], packageIndex: true });
  process.env.DS_TEST_SANDBOX = sandbox.name;
  await sandbox.addSimulatedNodes({ count: 10, gpus: 8, labels: SIMULATED_LABELS });
  const [definitions = '', platform = '', tenants = ''] = testPlatform();
  const apply = (text: string) => sandbox.kubectl(['apply', '--server-side', '-f', '-'], text);
  await apply(definitions);
  await sandbox.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
  await apply(platform);
  await apply(tenants);
  await sandbox.kubectl(['rollout', 'status', 'deployment/ds-operator', '-n', 'ds-platform', '--timeout=120s']);
  process.stderr.write(`The platform is ready in sandbox ${sandbox.name} after ${((Date.now() - started) / 1000).toFixed(0)} s.\n`);
}
