import fc from 'fast-check';
import type { Json } from '../../../lib';
import { formatFieldError, JOB_KINDS, validateSchema } from '../../../lib';
import { brokenJob } from '../../builders/arbitrary-jobs';

/** What every refusal says: what is allowed, and how to put it right. */
const FIX = /Allowed[^.]*: .+\. [A-Z].*[.?]$/s;

test('every refusal of a broken job of any kind names the field, what is allowed and the fix', () => {
  const jobs = fc.sample(brokenJob(), { numRuns: 100 * JOB_KINDS.length, seed: 20190318 });
  const errors = jobs.flatMap((job) => validateSchema(job as Json));
  expect(errors.length).toBeGreaterThan(jobs.length / 2);
  expect(errors.filter(({ path, reason }) => path === '' || !FIX.test(reason)).map(formatFieldError)).toEqual([]);
});
