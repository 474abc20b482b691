import * as pulumi from '@pulumi/pulumi';
import { configure, PROJECT, type Configuration } from './configure';

/** A resource as a program registers it with Pulumi's engine. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  readonly inputs: Record<string, unknown>;
  /** URNs of what it waits for. */
  readonly dependencies: readonly string[];
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly transforms: number;
}

/** What a test's program finds around it. */
export interface Surroundings {
  readonly config?: Configuration;
  /** Outputs of other stacks. */
  readonly stacks?: Readonly<Record<string, object>>;
  readonly preview?: boolean;
}

/** What a program did. */
export interface Run<Result> {
  readonly resources: readonly Registered[];
  readonly result: Result;
}

/** Runs a program against Pulumi's mocks, and records what it registers with more than mocks are told: parents, dependencies, options. */
export async function record<Result>(program: () => Promise<Result> | Result, { config = {}, stacks = {}, preview = false }: Surroundings = {}): Promise<Run<Result>> {
  const resources: Registered[] = [];
  configure(config);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({ id: `${name}-id`, state: type === 'pulumi:pulumi:StackReference' ? { ...inputs, outputs: stacks[String(inputs.name)] ?? {} } : inputs }),
      call: () => ({}),
    },
    PROJECT,
    'test',
    preview,
  );
  listen(resources);
  let result: Result | undefined;
  let failure: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      result = await program();
    } catch (error) {
      failure = error;
    }
    return {};
  });
  await pulumi.runtime.disconnect();
  if (failure !== undefined) throw failure;
  return { resources: resources.filter(({ type }) => type !== 'pulumi:pulumi:Stack'), result: result as Result };
}

/** The parts of the engine's interface that are listened to. */
interface Monitor {
  registerResource: (request: Request, done: (error: Error | null, response?: { getUrn: () => string }) => void) => void;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProvider(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getTransformsList(): unknown[];
}

function listen(resources: Registered[]): void {
  const { getMonitor } = jest.requireActual('@pulumi/pulumi/runtime/settings') as { getMonitor: () => Monitor };
  const monitor = getMonitor();
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) =>
    original(request, (error, response) => {
      if (response !== undefined) {
        resources.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          inputs: request.getObject().toJavaScript(),
          dependencies: request.getDependenciesList(),
          provider: request.getProvider(),
          protect: request.getProtect(),
          retainOnDelete: request.getRetainondelete(),
          transforms: request.getTransformsList().length,
        });
      }
      done(error, response);
    });
}
