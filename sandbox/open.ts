import { Box } from './node/box';
import { stateFolder } from './paths';
import { Host, type Place } from './place';
import type { SandboxRecord } from './record';

/** Where a sandbox that was started before has its daemons; undefined when it did not get that far. */
export function openPlace(record: SandboxRecord): Place | undefined {
  return record.plan.node === 'real' ? openBox(record) : new Host(stateFolder(record.plan.name));
}

export function openBox({ plan }: SandboxRecord): Box | undefined {
  return plan.node === 'real' ? Box.open(plan.name, stateFolder(plan.name)) : undefined;
}

/** The daemons that it started, and whether each still runs. */
export function daemonsOf(record: SandboxRecord): ReadonlyMap<string, boolean> {
  return openPlace(record)?.daemons() ?? new Map<string, boolean>();
}
