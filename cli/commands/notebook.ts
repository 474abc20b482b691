import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { jobKind, type JobKind, type Json, type JupyterNotebookSpec, NOTEBOOK_PORT, notebookPath } from '../../lib';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { Door } from '../door';
import { EXIT } from '../exit-codes';
import { type Io, print, say } from '../io';
import { type ClusterJob, findJob, isHeld, mayStartAgain, patchSpec, resourceName } from '../jobs';
import { examples, type PlaceOptions, wholeNumber, withPlace } from '../options';
import { newToken, NO_TOKENS, ownToken, tokenOf } from '../tokens';

const KIND = jobKind('JupyterNotebook') as JobKind;

/** How often it is asked whether a notebook has stopped. */
const PAUSE = 500;

/** How long a notebook may take to let go of what it has. */
const PATIENCE = 60_000;

interface OpenOptions extends PlaceOptions {
  readonly port: number;
}

/** `ds notebook`: opens notebooks, and starts and stops them. */
export function notebookCommand(io: Io): Command {
  return new Command('notebook')
    .description('open, start and stop notebooks')
    .addCommand(tokenCommand(io))
    .addCommand(openCommand(io))
    .addCommand(
      withPlace(new Command('start'))
        .description('start a notebook that has stopped')
        .argument('<name>', 'name of the notebook')
        .addHelpText('after', examples('ds notebook start explore'))
        .action((name: string, options: PlaceOptions) => start(io, name, options)),
    )
    .addCommand(
      withPlace(new Command('stop'))
        .description('stop a notebook; its workspace stays')
        .argument('<name>', 'name of the notebook')
        .addHelpText('after', examples('ds notebook stop explore'))
        .action((name: string, options: PlaceOptions) => stop(io, name, options)),
    );
}

function tokenCommand(io: Io): Command {
  return new Command('token')
    .description('print the hash of your token, for tokenHashes; a token is made and kept when there is none')
    .option('--new', 'make another token')
    .addHelpText('after', examples('ds notebook token'))
    .action(async ({ new: another }: { new?: boolean }) => print(io, `${another ? newToken(io.env) : ownToken(io.env)}\n`));
}

function openCommand(io: Io): Command {
  return withPlace(new Command('open'))
    .description('print an address that leads to a notebook: one of this machine, for as long as this runs, or its address at the gateway')
    .argument('<name>', 'name of the notebook')
    .option('--port <number>', 'port of this machine; 0 takes any that is free', wholeNumber, NOTEBOOK_PORT)
    .addHelpText('after', examples('ds notebook open explore', 'ds notebook open explore --port 0'))
    .action((name: string, options: OpenOptions) => open(io, name, options));
}

async function find(io: Io, name: string, options: PlaceOptions): Promise<{ cluster: Cluster; notebook: ClusterJob; namespace: string }> {
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  return { cluster, namespace, notebook: await findJob(cluster, { kinds: [KIND], name }, namespace) };
}

/** Nobody is in a notebook that knows neither tokens nor users, so it may as well start anew with a token. */
async function start(io: Io, name: string, options: PlaceOptions): Promise<void> {
  const { cluster, notebook, namespace } = await find(io, name, options);
  const locked = hashesOf(notebook).length + usersOf(notebook).length === 0;
  const given: Record<string, Json> = locked ? { tokenHashes: [ownToken(io.env)] } : {};
  const anew = mayStartAgain(notebook) || locked;
  const before = !isHeld(notebook) && !anew;
  if (anew && !isHeld(notebook)) {
    await patchSpec(cluster, KIND, { namespace, name }, { suspend: true, ...given });
    await untilHeld(cluster, { name, namespace });
  }
  if (!before) await patchSpec(cluster, KIND, { namespace, name }, { suspend: false, ...given });
  if (locked) say(io, `${KIND.kind}/${name} ${NO_TOKENS}`);
  await print(io, `${resourceName(KIND, name)} started${before ? ' (it was before)' : ''}\n`);
}

async function stop(io: Io, name: string, options: PlaceOptions): Promise<void> {
  const { cluster, notebook, namespace } = await find(io, name, options);
  const before = isHeld(notebook) || mayStartAgain(notebook);
  if (!before) await patchSpec(cluster, KIND, { namespace, name }, { suspend: true });
  await print(io, `${resourceName(KIND, name)} stopped${before ? ' (it was before)' : ''}\n`);
}

/** Waits until the operator has seen that a notebook is held back: only then does letting it go start it again. */
async function untilHeld(cluster: Cluster, { name, namespace }: { name: string; namespace: string }): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(PAUSE)) {
    const { status } = await findJob(cluster, { kinds: [KIND], name }, namespace);
    if (status?.phase === 'Suspended' && status.conditions?.some(({ type, reason }) => type === 'Admitted' && reason === 'Suspended')) return;
  }
  throw new CommandError(EXIT.cluster, `The platform's operator does not answer for ${KIND.kind}/${name}. Try again, or ask the platform's owners.`);
}

async function open(io: Io, name: string, options: OpenOptions): Promise<void> {
  const { cluster, notebook, namespace } = await find(io, name, options);
  const door = await Door.to(io, cluster, notebook, { reference: { kinds: [KIND], name }, namespace });
  const token = tokenOf(io.env, hashesOf(notebook));
  if (token === undefined && usersOf(notebook).length > 0) return atGateway(io, notebook);
  if (hashesOf(notebook).length === 0) {
    throw new CommandError(EXIT.refused, `${KIND.kind}/${name} knows no token (spec.tokenHashes), so nobody gets in. Start it anew with yours: ds notebook start ${name} -n ${namespace}`);
  }
  const server = createServer({ allowHalfOpen: true }, (socket) => void door.carry(socket));
  const port = await listen(server, options.port);
  if (token === undefined) say(io, `None of your tokens opens this notebook. JupyterLab will ask for one of those whose hashes are in spec.tokenHashes.`);
  await print(io, `http://127.0.0.1:${port}${notebookPath(namespace, name)}lab${token === undefined ? '' : `?token=${token}`}\n`);
  io.signal?.addEventListener('abort', () => server.close());
  await once(server, 'close');
}

/** Its users need no way of their own. */
async function atGateway(io: Io, notebook: ClusterJob): Promise<void> {
  say(io, `${KIND.kind}/${notebook.metadata.name} is open for ${usersOf(notebook).join(', ')} at the platform's gateway.`);
  await print(io, `${notebook.status?.url}lab\n`);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as { code?: string };
    throw new CommandError(EXIT.usage, `Port ${port} of this machine cannot be used (${code}). Allowed: a port that is free. Choose another with --port, or any with --port 0.`);
  }
  return (server.address() as { port: number }).port;
}

function usersOf({ spec }: ClusterJob): readonly string[] {
  return (spec as Partial<JupyterNotebookSpec>).users ?? [];
}

function hashesOf({ spec }: ClusterJob): readonly string[] {
  return (spec as Partial<JupyterNotebookSpec>).tokenHashes ?? [];
}
