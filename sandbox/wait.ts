import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place';

export interface WaitOptions {
  /** Milliseconds. @default 60000 */
  readonly timeout?: number;
  /** Gives up at once when this daemon ends, and shows the end of its log in any failure. @default - none is watched */
  readonly daemon?: { readonly place: Place; readonly name: string };
}

/** Waits until `check` holds. @param what completes the sentence "waited … s for" */
export async function waitFor(what: string, check: () => Promise<boolean>, options: WaitOptions = {}): Promise<void> {
  const timeout = options.timeout ?? 60_000;
  const deadline = Date.now() + timeout;
  while (!(await check())) {
    if (options.daemon !== undefined && options.daemon.place.daemons().get(options.daemon.name) === false) {
      throw new Error(`${options.daemon.name} ended while waiting for ${what}.${lastLinesOf(options)}`);
    }
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s for ${what}, in vain.${lastLinesOf(options)}`);
    await sleep(100);
  }
}

function lastLinesOf({ daemon }: WaitOptions): string {
  return daemon === undefined ? '' : ` ${lastLines(daemon.place, daemon.name)}`;
}

/** The end of a daemon's log, with a heading. */
export function lastLines(place: Place, daemon: string): string {
  const file = place.logFile(daemon);
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15) : [];
  return `The last lines of ${daemon}:\n${lines.join('\n')}`;
}
