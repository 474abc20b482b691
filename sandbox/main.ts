import { Command, InvalidArgumentError, Option } from 'commander';
import { binaries } from './binaries';
import { sandboxCatalog } from './catalog';
import { IMAGE_NAMES, type ImageName } from './images/catalogue';
import { ENGINES, KUBERNETES_VERSIONS, OPTIONAL_ENGINES, validName, type Engine, type KubernetesVersion } from './plan';
import { Sandbox, type SandboxStatus } from './sandbox';

interface UpOptions {
  readonly node?: 'real' | 'none';
  readonly kubernetes?: KubernetesVersion;
  readonly gpus?: number;
  readonly simulatedNodes?: number;
  readonly engines?: readonly Engine[];
  readonly withoutEngines?: true;
  readonly image?: readonly ImageName[];
  readonly networkPolicies?: true;
  readonly hadoop?: true;
  readonly withoutPackageIndex?: true;
}

/** Aborted when the user, or whoever started this, has enough. */
const interruption = new AbortController();

async function up(name: string, options: UpOptions): Promise<void> {
  const { withoutEngines, withoutPackageIndex, image: images, ...rest } = options;
  const packageIndex = withoutPackageIndex ? false : undefined;
  const engines = withoutEngines ? [] : options.engines;
  const sandbox = await Sandbox.up({ ...rest, name, engines, images, packageIndex, signal: interruption.signal });
  const { obstacle } = sandbox.plan;
  if (obstacle !== undefined) say(`No real node: ${obstacle} Pods run on simulated nodes only: none of their containers starts.`);
  say(`Sandbox '${name}' is up. To use it: eval "$(npm run -s sandbox -- env ${name})"`);
}

async function down(name: string): Promise<void> {
  await Sandbox.remove(name);
  say(`Sandbox '${name}' is down.`);
}

async function status(name: string): Promise<void> {
  const found = await Sandbox.status(name);
  if (found === undefined) throw absent(name);
  process.stdout.write(table(found));
  if (!found.up) process.exitCode = 1;
}

function kubeconfig(name: string): void {
  const sandbox = Sandbox.find(name);
  if (sandbox === undefined) throw absent(name);
  process.stdout.write(`${sandbox.kubeconfig}\n`);
}

function catalog(name: string): void {
  const sandbox = Sandbox.find(name);
  if (sandbox === undefined) throw absent(name);
  process.stdout.write(`${JSON.stringify(sandboxCatalog(sandbox.plan), null, 2)}\n`);
}

/** For the shell: which cluster, and a kubectl of its version. */
async function environment(name: string): Promise<void> {
  const sandbox = Sandbox.find(name);
  if (sandbox === undefined) throw absent(name);
  process.stdout.write(`export KUBECONFIG='${sandbox.kubeconfig}'\nexport PATH='${await binaries('kubernetes')}':"$PATH"\n`);
}

function absent(name: string): Error {
  return new Error(`Sandbox '${name}' is not up. Bring it up with: npm run sandbox -- up ${name}`);
}

function table(found: SandboxStatus): string {
  const rows = [
    ['sandbox', found.name, found.up ? 'up' : 'broken'],
    ['kubernetes', found.kubernetes, found.server],
    ...found.daemons.map(({ name, running }) => ['daemon', name, running ? 'running' : 'ended']),
    ...found.nodes.map(({ name, ready, gpus }) => ['node', name, `${ready ? 'ready' : 'not ready'}, ${gpus} GPUs`]),
    ...found.engines.map(({ name, ready }) => ['engine', name, ready ? 'ready' : 'not ready']),
  ];
  const width = Math.max(...rows.map(([, name = '']) => name.length));
  return rows.map(([kind = '', name = '', state = '']) => `${kind.padEnd(10)}  ${name.padEnd(width)}  ${state}\n`).join('');
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function nameArgument(value: string): string {
  try {
    return validName(value);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices]);
}

function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}

const program = new Command('sandbox').description('A real Kubernetes on this machine, without Docker and without a registry.');

program
  .command('up')
  .description('bring a sandbox up, or say that it is up')
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .addOption(choice('--node <kind>', 'real runs containers, none is no node (default: real where possible)', ['real', 'none']))
  .addOption(choice('--kubernetes <version>', '1.34 is an API server alone (default: 1.37)', KUBERNETES_VERSIONS))
  .option('--gpus <count>', 'GPUs that each node says it has (default: 8)', wholeNumber)
  .option('--simulated-nodes <count>', 'nodes that only pretend to run pods (default: 0)', wholeNumber)
  .addOption(choice('--engines <names...>', `controllers to install (default: ${ENGINES.join(', ')}, but none with --node none)`, [...ENGINES, ...OPTIONAL_ENGINES]))
  .addOption(new Option('--without-engines', 'install none of them').conflicts('engines'))
  .addOption(choice('--image <names...>', 'images to bring in for pods (default: python node)', IMAGE_NAMES))
  .option('--network-policies', 'enforce NetworkPolicies on the real node')
  .option('--hadoop', 'a Kerberos realm, and an HDFS that asks for its tickets')
  .option('--without-package-index', 'leave the Python package index out')
  .action(up);

program
  .command('down')
  .description('end and remove a sandbox, or what is left of one')
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .action(down);

program
  .command('status')
  .description('show what runs; ends with 1 unless all of it does')
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .action(status);

program
  .command('kubeconfig')
  .description('print the path of the kubeconfig, for: export KUBECONFIG=$(npm run -s sandbox -- kubeconfig)')
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .action(kubeconfig);

program
  .command('env')
  .description('print what the shell needs to use it: eval "$(npm run -s sandbox -- env)"')
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .action(environment);

program
  .command('catalog')
  .description("print the catalog of what a sandbox has, for the platform's own programs")
  .argument('[name]', 'which sandbox', nameArgument, 'default')
  .action(catalog);

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  try {
    await program.parseAsync();
  } catch (error) {
    say((error as Error).message);
    // What was interrupted may still be waiting for something.
    process.exit(interruption.signal.aborted ? 130 : 1);
  }
}

void main();
