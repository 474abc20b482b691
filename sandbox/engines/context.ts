/** The cluster that something is installed into. */
export interface ClusterContext {
  /** Runs kubectl as the cluster's administrator and returns what it prints. */
  readonly kubectl: (args: string[], input?: string) => Promise<string>;
}

/**
 * Makes objects, given as YAML or JSON documents, be as they say.
 * @param manager who says so: what one manager leaves out later is removed, what others said stays
 */
export async function apply({ kubectl }: ClusterContext, documents: string, manager = 'sandbox'): Promise<void> {
  const options = ['--server-side', '--force-conflicts', `--field-manager=${manager}`, '--validate=false'];
  await kubectl(['apply', ...options, '-f', '-'], documents);
}

/** Objects as the documents that `apply` takes. */
export function documentsOf(objects: readonly object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

/** Something that runs pods: `resource` as kubectl takes it, such as `deployment/web`. */
export interface Workload {
  readonly namespace: string;
  readonly resource: string;
}

/** Runs `ready`, which waits for a workload; when it fails, adds to its error what the cluster knows about the reason. */
export async function diagnosed(context: ClusterContext, workload: Workload, ready: () => Promise<void>): Promise<void> {
  try {
    await ready();
  } catch (error) {
    const { namespace, resource } = workload;
    throw new Error(`${resource} in ${namespace} does not come up. ${(error as Error).message}\n${await diagnosis(context, workload)}`, {
      cause: error,
    });
  }
}

/** Waits until all replicas are ready. */
export async function rolledOut({ kubectl }: ClusterContext, { namespace, resource }: Workload, timeout: number): Promise<void> {
  await kubectl(['rollout', 'status', resource, '-n', namespace, `--timeout=${timeout / 1000}s`]);
}

async function diagnosis({ kubectl }: ClusterContext, { namespace, resource }: Workload): Promise<string> {
  const questions = [
    ['get', 'pods', '-n', namespace, '-o', 'wide'],
    ['get', 'events', '-n', namespace, '--field-selector=type=Warning'],
    ['logs', '-n', namespace, resource, '--tail=20'],
  ];
  const answers = questions.map((args) => kubectl(args).catch((error: Error) => error.message));
  return (await Promise.all(answers)).join('\n');
}
