import { type Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JupyterNotebookSpec } from '../lib/jobs/notebook/spec';
import { commonSpec, defined, Job, type JobProps } from './job';

/** Properties of {@link JupyterNotebook}. */
export interface JupyterNotebookProps extends Omit<JobProps, 'args'> {
  /** SHA-256 of each token that opens the notebook, as `ds notebook token` prints it. @default - without `users`, nobody gets in until `ds resume` adds a token */
  readonly tokenHashes?: readonly string[];
  /** Persons whom the platform's gateway lets in without a token of the notebook, as their own tokens name them. @default - nobody comes in through the gateway */
  readonly users?: readonly string[];
  /** The volume of the workspace. @default - 10Gi of the cluster's default storage class */
  readonly workspaceVolume?: WorkspaceVolumeProps;
  /** Time without use after which the notebook ends by itself. Whole seconds. @default Duration.hours(1) */
  readonly idleTimeout?: Duration;
  /** Whether the queue may stop the notebook for a job that comes before it. @default false */
  readonly preemptible?: boolean;
}

/** The volume that the workspace of a notebook is on. */
export interface WorkspaceVolumeProps {
  /** Size of a workspace that is made anew. Whole mebibytes. @default Size.gibibytes(10) */
  readonly size?: Size;
  /** StorageClass that the volume is taken from. @default - the cluster's default one */
  readonly storageClassName?: string;
}

/** JupyterLab, which ends by itself when nobody uses it, on a workspace that stays. */
export class JupyterNotebook extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: JupyterNotebookProps) {
    const { tokenHashes, users, workspaceVolume, idleTimeout, preemptible } = props;
    const spec: JupyterNotebookSpec = defined({
      ...commonSpec(props),
      tokenHashes: tokenHashes && [...tokenHashes],
      users: users && [...users],
      workspaceVolume: workspaceVolume && defined({ size: workspaceVolume.size && quantity(workspaceVolume.size), storageClassName: workspaceVolume.storageClassName }),
      idleTimeoutSeconds: idleTimeout?.toSeconds(),
      preemptible,
    });
    super(scope, id, props, { kind: 'JupyterNotebook', spec });
  }
}

/** The size in the largest unit that it is a whole number of. */
function quantity(size: Size): string {
  const gibibytes = size.toGibibytes({ rounding: SizeRoundingBehavior.FLOOR });
  return Size.gibibytes(gibibytes).toMebibytes() === size.toMebibytes() ? `${gibibytes}Gi` : `${size.toMebibytes()}Mi`;
}
