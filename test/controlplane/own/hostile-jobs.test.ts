import { refuseHostileJobs } from '../../support/hostile';

/** Each is given to four calls. `DS_RUNS=100000` takes some eight minutes. */
const JOBS = Number(process.env.DS_RUNS ?? 10_000);

test(`no job of ${JOBS} makes a check, a compilation or the operator fail, take long, or change anything beside its answer`, () => {
  refuseHostileJobs(JOBS);
}, 3_600_000);
