import type { PodLayout } from '../kind';
import { MAIN_CONTAINER } from './pod';

/** Label with the number of a pod of an indexed Job. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/** The pods of a JobSet, whose own labels tell the attempts apart. */
export const JOBSET_PODS: Omit<PodLayout, 'attempt'> = { containers: [MAIN_CONTAINER], indexLabel: COMPLETION_INDEX };
