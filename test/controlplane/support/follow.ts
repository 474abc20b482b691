import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../sandbox/sandbox';
import { type ObjectChange, watchObjects } from './watch';

interface Versioned {
  readonly metadata?: { readonly resourceVersion?: string };
}

/**
 * Follows the objects at a path of the API although its server is killed: goes on from the last change seen, or, where the server has
 * forgotten that, from all that is there. Changes in between are then missed, but never told out of their order.
 */
export class Follower<T extends Versioned> {
  /** How often it began again: from the last change seen, and from all that is there. */
  readonly begun = { again: 0, anew: 0 };
  private stopped = false;
  private version: string | undefined;

  constructor(
    private readonly sandbox: Pick<Sandbox, 'kubeconfig'>,
    private readonly path: string,
    private readonly tell: (change: ObjectChange<T>) => void,
  ) {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const why = await this.once().catch((error: Error) => error);
      // 410, as the answer or as an event: the server has forgotten the version.
      if (/\b410\b|too old/.test(why?.message ?? '')) {
        this.version = undefined;
        this.begun.anew += 1;
      } else this.begun.again += 1;
      await sleep(200);
    }
  }

  private async once(): Promise<Error | undefined> {
    const take = (change: ObjectChange<T>): void => {
      this.version = change.object.metadata?.resourceVersion ?? this.version;
      this.tell(change);
    };
    const watch = await watchObjects<T>(this.sandbox, this.path, take, this.version === undefined ? {} : { after: this.version });
    while (!this.stopped && watch.broken === undefined) await sleep(50);
    const { broken } = watch;
    watch.stop();
    return broken;
  }
}
