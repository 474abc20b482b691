import { KubeConfig, Watch } from '@kubernetes/client-node';
import type { Sandbox } from '../../../sandbox/sandbox';

/** What happened to an object. */
export interface ObjectChange<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** A watch that is under way. */
export interface ObjectWatch {
  stop(): void;
  /** What broke the watch, if anything did: from then on changes are missed. */
  readonly broken: Error | undefined;
}

/** Longer than nothing ever happens in a test. */
const SILENCE_MILLISECONDS = 600_000;

/**
 * Tells every change of the objects at a path of the API, each in its order and none twice; what is there already comes first, as added.
 * It does not begin again when the server ends it: who counts must not miss anything.
 * @param path for example `/api/v1/namespaces/s-simulated/pods`
 */
export async function watchObjects<T>(sandbox: Sandbox, path: string, tell: (change: ObjectChange<T>) => void): Promise<ObjectWatch> {
  const config = new KubeConfig();
  config.loadFromFile(sandbox.kubeconfig);
  const watch = new Watch(config);
  // It has no option for this, and takes half a minute of silence for a failure.
  Object.assign(watch, { requestTimeoutMs: SILENCE_MILLISECONDS });
  let broken: Error | undefined;
  let stopped = false;
  const fail = (error: unknown): void => {
    if (!stopped) broken ??= error instanceof Error ? error : new Error(`The watch of ${path} ended.`);
  };
  const receive = (type: string, object: T): void => {
    try {
      if (type === 'ERROR') throw new Error(`The watch of ${path} failed: ${JSON.stringify(object)}`);
      if (type !== 'BOOKMARK') tell({ type, object } as ObjectChange<T>);
    } catch (error) {
      fail(error);
    }
  };
  const controller = await watch.watch(path, { timeoutSeconds: SILENCE_MILLISECONDS / 1000 }, receive, fail);
  const stop = (): void => {
    stopped = true;
    controller.abort();
  };
  return { stop, get broken() { return broken; } };
}
