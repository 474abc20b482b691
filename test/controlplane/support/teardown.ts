import { Sandbox } from '../../../sandbox/sandbox';
import { SANDBOX_NAME } from './setup';

/** Takes the tests' own sandbox down, whatever became of the tests; `DS_KEEP_SANDBOX=1` leaves it for a look. */
export default async function teardown(): Promise<void> {
  if (process.env.DS_TEST_SANDBOX !== SANDBOX_NAME) return;
  if (process.env.DS_KEEP_SANDBOX === '1') process.stderr.write(`Kept: npm run sandbox -- status ${SANDBOX_NAME}\n`);
  else await Sandbox.remove(SANDBOX_NAME);
}
