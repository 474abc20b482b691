import type { Preparation } from '../kind';
import { DATASETS_CONTAINER } from './datasets';
import { ENVIRONMENT_CONTAINER } from './environment';

/** The init containers that pods of jobs of any kind may have. */
export const COMMON_PREPARATIONS: readonly Preparation[] = [
  { container: ENVIRONMENT_CONTAINER, reason: 'EnvironmentFailed', failed: 'Installing pipPackages failed', foreign: true },
  { container: DATASETS_CONTAINER, reason: 'DatasetFailed', failed: 'Checking the datasets failed' },
];
