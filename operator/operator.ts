import type { ApiClient } from './cluster/client';
import type { CatalogFile } from './catalog-file';
import { type Log, messageOf } from './log';
import { Controller } from './loop/controller';
import { type Candidate, Leader, type LeaseTimes } from './loop/leader';
import type { SyncRunner } from './loop/sync-runner';
import type { Metrics } from './metrics';
import type { Health } from './server';

/** What the operator works with. */
export interface OperatorParts {
  readonly client: ApiClient;
  readonly runner: SyncRunner;
  readonly catalog: CatalogFile;
  readonly candidate: Candidate;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly leaseTimes?: LeaseTimes;
}

/** Milliseconds for which jobs may wait while none is taken up, before the process counts as broken. */
const STALLED = 120_000;

/** One replica: stands by until it leads, then works until it is stopped or has lost the lead. */
export class Operator implements Health {
  private readonly leader: Leader;
  private readonly stopping = new AbortController();
  private controller: Controller | undefined;

  constructor(private readonly parts: OperatorParts) {
    const { client, candidate, log, leaseTimes } = parts;
    this.leader = new Leader(client, candidate, log, leaseTimes);
  }

  broken(): string | undefined {
    const stalled = this.controller?.stalled ?? 0;
    return stalled > STALLED ? `jobs have been waiting for ${Math.round(stalled / 1000)} s, and none is taken up` : undefined;
  }

  unready(): string | undefined {
    if (this.stopping.signal.aborted) return 'stopping';
    if (this.parts.catalog.catalog === undefined) return 'no valid catalog';
    return this.controller !== undefined && !this.controller.isReady ? 'not all objects are known yet' : undefined;
  }

  /** Runs until {@link stop}, or until the lead is lost. @returns whether it was lost: then the process must end, as another works now */
  async run(): Promise<boolean> {
    const { signal } = this.stopping;
    const catalog = await this.parts.catalog.first(signal);
    if (catalog === undefined) return false;
    await this.leader.acquire(signal);
    if (signal.aborted) return false;
    this.parts.metrics.leading.set(1);
    const controller = new Controller(this.parts);
    this.controller = controller;
    this.parts.catalog.onChange((changed) => void controller.use(changed));
    const started = controller.start(this.parts.catalog.catalog ?? catalog);
    const lost = await this.leader.keep(signal);
    if (lost) return true;
    await started;
    return false;
  }

  /** Ends the work in hand, and gives the lead to another. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.controller?.stop();
    await this.leader.release().catch((error: unknown) => this.parts.log('warn', 'lease not given back', { error: messageOf(error) }));
    this.parts.metrics.leading.set(0);
  }
}
