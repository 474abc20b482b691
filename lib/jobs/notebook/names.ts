import type { Catalog } from '../../catalog/spec';
import { notebookUrl } from '../../mesh/notebook-host';
import type { JobSpec } from '../common/spec';
import type { Job } from '../kind';
import type { JupyterNotebookSpec } from './spec';

/** Ends the names of a notebook's engine objects. */
export const SUFFIX = 'nb';

/** The only part that a notebook's pod plays. */
export const ROLE = 'main';

/** The volume of the workspace, in the pod and in the name of its claim. */
export const WORKSPACE = 'workspace';

/** The port that JupyterLab listens on, and its name. */
export const NOTEBOOK_PORT = 8888;
export const PORT_NAME = 'http';

/** What a notebook has that says nothing: an hour without use, and room for a few projects. */
export const DEFAULT_IDLE_SECONDS = 3600;
export const DEFAULT_SIZE = '10Gi';

/** The longest that a notebook may be unused, where the catalog does not say: a day. */
export const LONGEST_IDLE_SECONDS = 86_400;

/** Port of a notebook's Service. */
export const SERVICE_PORT = 80;

/** Where a notebook is reached: by its users through the gateway, else inside the cluster. */
export function notebookAddress(notebook: Job<JupyterNotebookSpec>, { notebookGateway }: Catalog): string {
  const { namespace = '', name } = notebook.metadata;
  return notebook.spec.users === undefined || notebookGateway === undefined ? `http://${serviceName(notebook)}.${namespace}.svc/` : notebookUrl(notebookGateway, { namespace, name });
}

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
