import type { SubdomainName } from '../../k8s/name';
import type { JobSpec } from '../common/spec';

/**
 * JupyterLab in a pod of its own, on a workspace that stays. It ends by itself when nobody uses it, and can be started again: what a
 * notebook has in its workspace outlives its pod, and the notebook itself.
 */
export interface JupyterNotebookSpec extends Omit<JobSpec, 'args'> {
  /**
   * SHA-256 of each token that opens the notebook, in hexadecimal digits: like public keys, these may be read by everybody.
   * `ds notebook token` prints the hash of your token for a notebook, which opens no other. A token must be random, since a word could be guessed from its hash.
   * A notebook with neither these nor `users` lets nobody in; hashes may be given to it once, and count when it starts the next time.
   * @default - `ds submit` and `ds resume` add the hash of the token of whoever uses them, unless there are `users`
   * @minItems 1
   * @maxItems 16
   */
  tokenHashes?: TokenHash[];
  /**
   * Persons whom the platform's gateway lets in, as their tokens name them: the notebook is then reached through the gateway, by them and
   * without a token of its own, and by no other job.
   * @default - nobody comes in through the gateway
   * @minItems 1
   * @maxItems 16
   */
  users?: NotebookUser[];
  /** The volume of the workspace. @default - 10Gi of the cluster's default storage class */
  workspaceVolume?: WorkspaceVolume;
  /**
   * Seconds without use after which the notebook ends by itself, and gives back what it has. Used is a notebook whose kernels run
   * cells or have done so within the time, whose processes compute, whose terminals have printed or been typed into, to which somebody has
   * saved something, or which somebody keeps. A browser that is left open is no use, nor is a cell that waits for an answer. It ends within a minute after the time is over. At most `limits.idleTimeoutSeconds` of the catalog, a day where it
   * says nothing.
   * @default 3600
   * @asType integer
   * @minimum 10
   * @maximum 604800
   */
  idleTimeoutSeconds?: number;
  /**
   * Whether the queue may stop the notebook for a job that comes before it, with all that its kernels hold in memory. If not, it comes
   * before every job of its queue, and only quota that the queue has borrowed can be taken from it.
   * @default false
   */
  preemptible?: boolean;
}

/**
 * SHA-256 of a token, in hexadecimal digits.
 * @minLength 64
 * @maxLength 64
 * @pattern ^[0-9a-f]{64}$
 * @example 77978b0199fe68a34780d8d6917833a5c4fe211c7c994f9722be1a7631e31117
 */
export type TokenHash = string;

/**
 * A person, as the claim names one that the gateway takes for it (`sub` of a token, where the platform says nothing else).
 * @minLength 1
 * @maxLength 253
 * @pattern ^[!-)+-~]([ -)+-~]*[!-)+-~])?$
 * @example alice@example.com
 */
export type NotebookUser = string;

/** A volume that the workspace of a notebook is on. */
export interface WorkspaceVolume {
  /**
   * Size of a workspace that is made anew, as a Kubernetes quantity. One that is there keeps its size. At most `limits.workspaceSize` of
   * the catalog, 1Ti where it says nothing.
   * @minLength 2
   * @maxLength 9
   * @pattern ^[1-9][0-9]{0,5}(Mi|Gi|Ti|M|G|T)$
   * @default 10Gi
   * @example 50Gi
   */
  size?: string;
  /**
   * StorageClass that the volume is taken from.
   * @default - the cluster's default one
   * @example standard
   */
  storageClassName?: SubdomainName;
}
