import * as fs from 'node:fs';
import { adminKubeconfig } from './credentials';
import { stateFolder } from './paths';
import type { Plan } from './plan';

/** What a sandbox that is up, or comes up, tells later processes about itself. */
export interface SandboxRecord {
  readonly plan: Plan;
  /** Where kube-apiserver is reached. */
  readonly server: string;
  /** The kubectl of its version. */
  readonly kubectl: string;
  /** The folder of containerd's programs. @default - there is no real node */
  readonly runtime?: string;
  /** Whether `up` has come to its end. */
  readonly ready: boolean;
}

export function writeRecord(record: SandboxRecord): void {
  const file = recordFile(record.plan.name);
  // Renamed into place, so that nobody reads half of it.
  fs.writeFileSync(`${file}.new`, JSON.stringify(record, undefined, 2));
  fs.renameSync(`${file}.new`, file);
}

export function readRecord(name: string): SandboxRecord | undefined {
  const file = recordFile(name);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as SandboxRecord) : undefined;
}

export function kubeconfigFile(name: string): string {
  return adminKubeconfig(credentialsFolder(name));
}

export function credentialsFolder(name: string): string {
  return stateFolder(name, 'pki');
}

function recordFile(name: string): string {
  return stateFolder(name, 'sandbox.json');
}
