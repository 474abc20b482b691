import type { JobSpec } from '../common/spec';
import type { Job } from '../kind';

/** Ends the names of a notebook's engine objects. */
export const SUFFIX = 'nb';

/** The only part that a notebook's pod plays. */
export const ROLE = 'main';

/** The volume of the workspace, in the pod and in the name of its claim. */
export const WORKSPACE = 'workspace';

/** The port that JupyterLab listens on, and its name. */
export const PORT = 8888;
export const PORT_NAME = 'http';

/** Name of a notebook's Service. JobSet has one of its own, named after the JobSet, for the names of pods. */
export function serviceName({ metadata }: Job<JobSpec>): string {
  return `${metadata.name}-notebook`;
}

/**
 * Name of the claim of a notebook's workspace, as JobSet names it.
 * @see https://github.com/kubernetes-sigs/jobset/blob/v0.12.0/pkg/controllers/volume_claim_policy.go
 */
export function workspaceClaim({ metadata }: Job<JobSpec>): string {
  return `${WORKSPACE}-${metadata.name}-${SUFFIX}`;
}
