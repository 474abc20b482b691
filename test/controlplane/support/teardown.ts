import { Sandbox } from '../../../sandbox/sandbox';

/** Takes the tests' sandbox down, whatever became of the tests; `DS_KEEP_SANDBOX=1` leaves it for a look. */
export default async function teardown(): Promise<void> {
  const name = process.env.DS_TEST_SANDBOX;
  if (name === undefined) return;
  if (process.env.DS_KEEP_SANDBOX === '1') process.stderr.write(`Kept: npm run sandbox -- status ${name}\n`);
  else await Sandbox.remove(name);
}
