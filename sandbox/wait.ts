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
      throw new Error(`${options.daemon.name} ended while waiting for ${what}.${lastLines(options)}`);
    }
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s for ${what}, in vain.${lastLines(options)}`);
    await sleep(100);
  }
}

function lastLines({ daemon }: WaitOptions): string {
  if (daemon === undefined) return '';
  const file = daemon.place.logFile(daemon.name);
  if (!fs.existsSync(file)) return '';
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15);
  return ` The last lines of ${daemon.name}:\n${lines.join('\n')}`;
}
