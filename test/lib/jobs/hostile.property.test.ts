import { refuseHostileJobs } from '../../support/hostile';

test('no job makes a check, a compilation or the operator fail, take long, or change anything beside its answer', () => {
  refuseHostileJobs(Number(process.env.DS_RUNS ?? 1000));
});
