import type { ObservedContainer, ObservedPod } from '../lib/observed/pods';

/** Most characters of a message in a status. */
export const MESSAGE_LIMIT = 1024;

/** The text, cut so that it fits a status. */
export function bounded(text: string, limit = MESSAGE_LIMIT): string {
  if (text.length <= limit) {
    return text;
  }
  // A cut through a pair of surrogates would leave half a character.
  const cut = text.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

type Adjudicator = (pods: readonly ObservedPod[]) => string | undefined;

/** In this order: the first that has something to say about pods that do not run yet. */
const STARTING: readonly Adjudicator[] = [imageMissing, cannotBeCreated, crashing, unschedulable, installing];

/** What keeps the pods of an admitted job from running. */
export function startingMessage(pods: readonly ObservedPod[]): string {
  for (const adjudicate of STARTING) {
    const message = adjudicate(pods);
    if (message !== undefined) {
      return message;
    }
  }
  return 'Admitted; its pods are starting.';
}

/** What to say while the pods run. */
export function runningMessage(restarts: number): string {
  if (restarts === 0) {
    return 'Running.';
  }
  return `Running, after ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}.`;
}

const IMAGE_REASONS = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable']);
const CREATE_REASONS = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

function imageMissing(pods: readonly ObservedPod[]): string | undefined {
  const found = firstWaiting(pods, (reason) => IMAGE_REASONS.has(reason));
  return found && `Image ${found.container.image} cannot be pulled in pod ${found.pod.name}: ${pullError(found.container)}`;
}

/** The kubelet reports an error and "back-off" with that error in turn; one wording for both keeps the status at rest. */
function pullError({ waiting }: ObservedContainer): string {
  const message = waiting?.message || waiting?.reason || '';
  return message.replace(/^Back-off pulling image "[^"]*"(?:: )?/, '').replace(/^Err\w+: /, '') || 'the registry refuses it or has no such image.';
}

function cannotBeCreated(pods: readonly ObservedPod[]): string | undefined {
  const found = firstWaiting(pods, (reason) => CREATE_REASONS.has(reason));
  return found && `Container ${found.container.name} cannot be created in pod ${found.pod.name}: ${found.container.waiting?.message || found.container.waiting?.reason}`;
}

function crashing(pods: readonly ObservedPod[]): string | undefined {
  const found = firstWaiting(pods, (reason) => reason === 'CrashLoopBackOff');
  return found && `Container ${found.container.name} keeps failing in pod ${found.pod.name} (exit code ${found.container.ended?.exitCode ?? 'unknown'}).`;
}

function unschedulable(pods: readonly ObservedPod[]): string | undefined {
  const pod = pods.find((candidate) => candidate.unschedulable !== undefined);
  return pod && `Admitted, but no node takes pod ${pod.name}: ${pod.unschedulable}`;
}

function installing(pods: readonly ObservedPod[]): string | undefined {
  const preparing = pods.some((pod) => pod.containers.some((container) => container.name === 'environment' && container.running));
  return preparing ? 'Admitted; installing pipPackages.' : undefined;
}

function firstWaiting(pods: readonly ObservedPod[], wanted: (reason: string) => boolean): { pod: ObservedPod; container: ObservedContainer } | undefined {
  for (const pod of pods) {
    const container = pod.containers.find((candidate) => candidate.waiting !== undefined && wanted(candidate.waiting.reason));
    if (container !== undefined) {
      return { pod, container };
    }
  }
  return undefined;
}
