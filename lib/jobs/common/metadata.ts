import { LABELS, MANAGED_BY } from '../../api';
import type { Job } from '../kind';

/** Labels that tell the objects of one job from those of another. */
export function jobLabels(job: Job): Record<string, string> {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.jobKind]: job.kind, [LABELS.jobName]: job.metadata.name };
}

/**
 * Domains of keys that programs of a cluster act on. What they say of a job is not said of its objects: a queue, a mesh or a program that deploys
 * would take these for something else than they are.
 */
const CONTROL_DOMAINS: readonly string[] = [
  'k8s.io',
  'x-k8s.io',
  'kubernetes.io',
  'istio.io',
  'argoproj.io',
  'fluxcd.io',
  'helm.sh',
  'pulumi.com',
  'cncf.io',
  'projectcalico.org',
  'cilium.io',
  'karpenter.sh',
  'metacontroller.io',
  'kubeflow.org',
  'ds.bloomberg.com',
];

/** Keys without a domain that controllers write or read. */
const CONTROL_KEY = /^(job-name|controller-uid|pod-template-hash|controller-revision-hash|statefulset\..*|spark-.*)$/;

/** Longest annotation that is repeated on each object and pod. */
const MAX_ANNOTATION = 4096;

/** Whether a key says something for people, and not to a program of the cluster. */
function isForPeople(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return !CONTROL_KEY.test(key);
  const domain = key.slice(0, slash);
  return !CONTROL_DOMAINS.some((control) => domain === control || domain.endsWith(`.${control}`));
}

/** Labels of a job that its objects and pods bear too: by these costs are shared out. */
export function carriedLabels({ metadata }: Job): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([key]) => isForPeople(key)));
}

/** Annotations of a job that its objects and pods bear too, those of its experiment among them. */
export function carriedAnnotations({ metadata }: Job): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key, value]) => isForPeople(key) && value.length <= MAX_ANNOTATION));
}

/** Labels of every object of a job: those that people have given to it, and the platform's own. */
export function objectLabels(job: Job): Record<string, string> {
  return { ...carriedLabels(job), ...jobLabels(job) };
}

/** Annotations as they stand in an object's metadata, where there are any. */
export function objectAnnotations(job: Job, own: Readonly<Record<string, string>> = {}): { annotations?: Record<string, string> } {
  const annotations = { ...carriedAnnotations(job), ...own };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}
