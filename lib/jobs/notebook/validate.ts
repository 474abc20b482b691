import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { PlacedRule } from '../../schema/rules';
import { checkClaimSize } from '../common/claim-size';
import { requirements } from '../common/environment';
import { podNameRule } from '../common/names';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import { DEFAULT_IDLE_SECONDS, DEFAULT_SIZE, LONGEST_IDLE_SECONDS, ROLE, SUFFIX } from './names';
import type { JupyterNotebookSpec } from './spec';

/** Rules of a JupyterNotebook, for the API server and the command alike. */
export const NOTEBOOK_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: ROLE, count: '1' }),
  ...COMMON_RULES,
  {
    at: 'spec',
    rule: '!has(self.priority) || (has(self.preemptible) && self.preemptible)',
    message: 'is for notebooks that may be stopped. Allowed: with preemptible: true, since the others come before every job of their queue. Remove it, or set preemptible.',
    fieldPath: '.priority',
  },
];

/** What only the catalog can tell of a JupyterNotebook. */
export function validateNotebook(job: Job<JupyterNotebookSpec>, catalog: Catalog): FieldError[] {
  const errors = [...validateCommon(job, catalog), ...validateUsers(job, catalog), ...validateLimits(job, catalog)];
  return errors.length > 0 ? errors : validateJupyterLab(job, catalog);
}

function validateUsers({ spec }: Job<JupyterNotebookSpec>, { notebookGateway }: Catalog): FieldError[] {
  if (spec.users === undefined || notebookGateway !== undefined) return [];
  const reason = `cannot be let in (given ${JSON.stringify(spec.users)}), since this platform has no gateway for notebooks. Allowed: tokenHashes. Remove users and open the notebook by its token, or ask the platform team for \`notebooks\` at its ingress.`;
  return [{ path: 'spec.users', reason }];
}

/** What the platform lets one notebook keep from others. */
function validateLimits({ spec }: Job<JupyterNotebookSpec>, catalog: Catalog): FieldError[] {
  const idleTimeoutSeconds = catalog.limits?.idleTimeoutSeconds ?? LONGEST_IDLE_SECONDS;
  const idle = spec.idleTimeoutSeconds ?? DEFAULT_IDLE_SECONDS;
  return [
    ...(spec.idleTimeoutSeconds === undefined || idle <= idleTimeoutSeconds
      ? []
      : [{ path: 'spec.idleTimeoutSeconds', reason: `is too long on this platform (given ${idle}). Allowed: at most ${idleTimeoutSeconds} (limits.idleTimeoutSeconds of the catalog). Use ${idleTimeoutSeconds} or less; what is in the workspace stays.` }]),
    ...checkClaimSize('spec.workspaceVolume.size', spec.workspaceVolume?.size ?? DEFAULT_SIZE, catalog),
  ];
}

/** Name of a requirement that brings JupyterLab, as PEP 503 compares names. */
const JUPYTERLAB = /^jupyterlab(?![A-Za-z0-9._-])/i;

/** Something must bring JupyterLab: the runtime's image, or the packages. */
function validateJupyterLab({ spec }: Job<JupyterNotebookSpec>, { runtimes }: Catalog): FieldError[] {
  const runtime = runtimes[spec.framework];
  if (runtime?.language !== 'python' || runtime.jupyterLab || requirements(spec).some((requirement) => JUPYTERLAB.test(requirement))) return [];
  const carriers = Object.keys(runtimes).filter((name) => runtimes[name]?.jupyterLab);
  const others = carriers.length === 0 ? '' : `, or the runtimes ${carriers.join(', ')}`;
  const reason = `nothing brings JupyterLab (given runtime ${JSON.stringify(spec.framework)}, whose image does not carry it). Allowed: pipPackages with jupyterlab${others}. Add jupyterlab, or choose another runtime.`;
  return [{ path: spec.lock?.packages === undefined ? 'spec.pipPackages' : 'spec.lock.packages', reason }];
}
