import { LocalWorkspace, PulumiCommand, type EngineEvent, type OutputMap, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../../../sandbox/run';
import type { PulumiTools } from './pulumi-tools';

/** What Pulumi does, or would do, to one resource. */
export interface Change {
  readonly op: string;
  readonly type: string;
  readonly name: string;
}

/** The outcome of one operation on a stack. */
export interface Outcome {
  /** All but what stays the same, sorted. */
  readonly changes: readonly Change[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** How an operation is run. */
export interface RunOptions {
  /** Seconds after which it is given up. @default 240 */
  readonly seconds?: number;
}

/** A project that every stack of the tests belongs to. */
const PROJECT = 'ds-platform';

/** A stack with a program of ours, run by the real engine. Every operation has a time limit: an engine that waits for a program that is gone waits forever. */
export class TestStack {
  private constructor(
    private readonly stack: Stack,
    private readonly tools: PulumiTools,
    readonly name: string,
  ) {}

  /** A stack that is empty so far. @param config plain values; objects are written as JSON */
  static async create(tools: PulumiTools, name: string, program: PulumiFn): Promise<TestStack> {
    const workDir = path.join(tools.root, 'work', name);
    fs.mkdirSync(workDir, { recursive: true });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: name, projectName: PROJECT, program },
      { workDir, envVars: { ...tools.env }, pulumiCommand: await PulumiCommand.get({ root: tools.root }), secretsProvider: 'passphrase' },
    );
    return new TestStack(stack, tools, name);
  }

  /** How another stack's configuration names this one. */
  get reference(): string {
    return `organization/${PROJECT}/${this.name}`;
  }

  async configure(config: Readonly<Record<string, unknown>>, secrets: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
    for (const [key, value] of Object.entries(config)) await this.stack.setConfig(key, { value: text(value) });
    for (const [key, value] of Object.entries(secrets)) await this.stack.setConfig(key, { value: text(value), secret: true });
  }

  up(options?: RunOptions): Promise<Outcome> {
    return this.operate('up', options, (common) => this.stack.up(common));
  }

  /** `pulumi up` as a person types it in a checkout: the program runs in a process of its own. @throws RunError with what Pulumi prints */
  upInCheckout({ seconds = 240 }: RunOptions = {}): Promise<string> {
    const config = path.join(this.stack.workspace.workDir, `Pulumi.${this.name}.yaml`);
    const args = ['up', '--yes', '--skip-preview', '--non-interactive', '--suppress-outputs', '--stack', this.reference, '--config-file', config];
    return run(path.join(this.tools.root, 'bin/pulumi'), args, { cwd: this.tools.checkout, env: { ...process.env, ...this.tools.env }, timeout: seconds * 1000 });
  }

  preview(options?: RunOptions): Promise<Outcome> {
    return this.operate('preview', options, (common) => this.stack.preview(common));
  }

  refresh(options?: RunOptions): Promise<Outcome> {
    return this.operate('refresh', options, (common) => this.stack.refresh(common));
  }

  /** Removes all that is not protected. */
  destroy(options?: RunOptions): Promise<Outcome> {
    return this.operate('destroy', options, (common) => this.stack.destroy({ ...common, excludeProtected: true }));
  }

  /** The state as the backend keeps it. */
  stateFile(): string {
    return fs.readFileSync(path.join(this.tools.root, 'state/.pulumi/stacks', PROJECT, `${this.name}.json`), 'utf8');
  }

  private async operate(
    what: string,
    { seconds = 240 }: RunOptions = {},
    run: (common: { signal: AbortSignal; onEvent: (event: EngineEvent) => void; onOutput: (text: string) => void }) => Promise<{ readonly stdout: string; readonly outputs?: OutputMap }>,
  ): Promise<Outcome> {
    const changes: Change[] = [];
    const printed: string[] = [];
    const onEvent = (event: EngineEvent): void => {
      const change = changeOf(event);
      if (change !== undefined) changes.push(change);
    };
    const signal = AbortSignal.timeout(seconds * 1000);
    // The signal interrupts the engine; this ends the wait for one that does not listen.
    const limit = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`pulumi ${what} of ${this.name} has not ended after ${seconds} s:\n${printed.join('').slice(-4000)}`)), seconds * 1000 + 10_000).unref();
    });
    const result = await Promise.race([run({ signal, onEvent, onOutput: (text) => printed.push(text) }), limit]);
    const outputs = Object.fromEntries(Object.entries(result.outputs ?? {}).map(([key, { value }]) => [key, value as unknown]));
    // Each step tells of itself more than once.
    const unique = [...new Map(changes.map((change) => [describe(change), change])).entries()].sort(([a], [b]) => a.localeCompare(b));
    return { changes: unique.map(([, change]) => change), outputs };
  }
}

/** Steps of one replacement; the step `replace` stands for it. */
const PARTS = ['create-replacement', 'delete-replaced'];

/** A step tells of itself at its start, which a refresh knows nothing at, and at its end, which a preview of a provider's component has not. */
function changeOf({ resourcePreEvent, resOutputsEvent }: EngineEvent): Change | undefined {
  const metadata = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
  if (metadata === undefined) return undefined;
  const { op, type, urn } = metadata;
  if (['same', 'read', 'refresh', ...PARTS].includes(op)) return undefined;
  return { op, type, name: urn.split('::').at(-1) ?? urn };
}

/** A change as one line. */
export function describe({ op, type, name }: Change): string {
  return `${op} ${type} ${name}`;
}
