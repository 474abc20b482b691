import * as fs from 'node:fs';
import * as path from 'node:path';
import { binaries } from '../../../sandbox/binaries';
import { findProgram } from '../../../sandbox/prerequisites';
import { ROOT } from '../../support/console';

/** What Pulumi runs as, apart from the SDK. */
const PROVIDER = 'pulumi-resource-kubernetes';
const LANGUAGE_HOST = 'pulumi-language-nodejs';

/** Programs of one installation of Pulumi, in a folder `bin` of their own. */
export interface PulumiTools {
  /** The folder above `bin`. */
  readonly root: string;
  /** A folder with the project and its program, and none of the user's stacks. */
  readonly checkout: string;
  /** Variables that make Pulumi use them and nothing that is the user's. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Pulumi's command and language host, built from their Go modules, and the Kubernetes provider: the one on the PATH, which is the user's own,
 * else the one of 4.25.0, the newest whose Go module can be had. Says which one it is.
 */
export async function pulumiTools(folder: string): Promise<PulumiTools> {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  const own = findProgram(PROVIDER);
  const programs = {
    pulumi: path.join(await binaries('pulumi'), 'pulumi'),
    [LANGUAGE_HOST]: path.join(await binaries('pulumi-nodejs'), LANGUAGE_HOST),
    [PROVIDER]: own ?? path.join(await binaries('pulumi-kubernetes'), PROVIDER),
    node: process.execPath,
  };
  for (const [name, file] of Object.entries(programs)) fs.symlinkSync(file, path.join(bin, name));
  process.stderr.write(`Pulumi's Kubernetes provider: ${own === undefined ? '4.25.0, built from its Go module' : `found at ${own}`}.\n`);
  return { root: folder, checkout: checkout(path.join(folder, 'checkout')), env: environment(folder) };
}

/** The program is copied, since Pulumi wants it in the project's folder; what it imports is found through links. */
function checkout(folder: string): string {
  fs.mkdirSync(folder);
  for (const name of ['Pulumi.yaml', 'package.json', 'tsconfig.json', 'stacks']) fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of ['lib', 'constructs', 'operator', 'crds', 'build', 'node_modules']) fs.symlinkSync(path.join(ROOT, name), path.join(folder, name));
  return folder;
}

function environment(folder: string): Record<string, string> {
  const state = path.join(folder, 'state');
  const home = path.join(folder, 'home');
  for (const made of [state, home]) fs.mkdirSync(made, { recursive: true });
  // Pulumi logs every property of every call, compressed and encrypted, which costs most of its time; where no folder can be made for that, it does without.
  fs.writeFileSync(path.join(home, 'logs'), '');
  return {
    PATH: [path.join(folder, 'bin'), path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: 'known to the tests',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // The state is written when an operation ends, in whatever way, not after each of its steps: no test ends Pulumi itself.
    PULUMI_SKIP_CHECKPOINTS: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    // The language host is older than this fact about a project; a later one tells it to the program by itself.
    PULUMI_NODEJS_ROOT_DIRECTORY: path.join(folder, 'checkout'),
    // Nothing of the user's cluster: a stack says in its configuration where it goes.
    KUBECONFIG: path.join(folder, 'no-kubeconfig'),
  };
}
