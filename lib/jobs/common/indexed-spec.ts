import type { JobSpec } from './spec';

/** A job of one program that runs in one pod or in many. */
export interface IndexedJobSpec extends JobSpec {
  /**
   * Pods that run at the same time. Each knows its number from `DS_REPLICA_INDEX`.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  parallelism?: number;
  /**
   * Pods that must succeed, numbered from 0.
   * @default - as many as parallelism
   * @asType integer
   * @minimum 1
   * @maximum 10000
   */
  completions?: number;
}
