import { schemas } from '../../schema/schemas';
import { COLUMNS } from '../common/columns';
import { commonReferences } from '../common/references';
import type { JobKind } from '../kind';
import { compileNotebook, NOTEBOOK_CHILDREN } from './compile';
import { NOTEBOOK_PORT, notebookAddress, ROLE, SUFFIX, workspaceClaim } from './names';
import type { JupyterNotebookSpec } from './spec';
import { NOTEBOOK_RULES, validateNotebook } from './validate';

/** JupyterLab on a workspace that stays. */
export const JUPYTER_NOTEBOOK: JobKind<JupyterNotebookSpec> = {
  kind: 'JupyterNotebook',
  plural: 'jupyternotebooks',
  singular: 'jupyternotebook',
  shortNames: ['jnb'],
  printerColumns: COLUMNS,
  suffix: SUFFIX,
  specSchema: schemas.JupyterNotebookSpec,
  rules: NOTEBOOK_RULES,
  givenOnce: ['tokenHashes'],
  references: commonReferences({ language: 'python' }),
  children: NOTEBOOK_CHILDREN,
  browser: {
    port: NOTEBOOK_PORT,
    page: 'lab',
    admitted: ({ spec: { tokenHashes = [], users = [] } }) => ({ tokenHashes, users }),
    admitting: (tokenHash) => ({ tokenHashes: [tokenHash] }),
  },
  validate: validateNotebook,
  podGroups: ({ spec }) => [{ role: ROLE, count: 1, size: spec.size }],
  startsAgain: true,
  keptClaim: workspaceClaim,
  namespaceFor: ({ spec }) => (spec.users === undefined ? undefined : 'spec.users'),
  address: notebookAddress,
  compile: compileNotebook,
};
