import { Command } from 'commander';
import { JOB_KINDS, jobKind, localNotebookHost } from '../../lib';
import type { BrowserAccess } from '../../lib/jobs/kind';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { Door } from '../door';
import { EXIT } from '../exit-codes';
import { type Io, print, say } from '../io';
import { type ClusterJob, findJob, shortName } from '../jobs';
import { examples, type PlaceOptions, wholeNumber, withPlace } from '../options';
import { listenHere } from '../listen';
import { resumeJob, suspendJob } from '../suspension';
import { newToken, ownToken, tokenOf } from '../tokens';

/** The kinds that people open in their browsers. */
const KINDS = JOB_KINDS.filter(({ browser }) => browser !== undefined);

interface OpenOptions extends PlaceOptions {
  readonly port: number;
}

interface TokenOptions extends PlaceOptions {
  readonly new?: boolean;
}

/** `ds notebook`: opens notebooks, and suspends and resumes them. */
export function notebookCommand(io: Io): Command {
  return new Command('notebook')
    .addCommand(tokenCommand(io))
    .addCommand(openCommand(io))
    .addCommand(suspension('suspend', 'suspend a notebook; its workspace stays', 'stop', (name, options) => change(io, name, options, suspendJob)))
    .addCommand(suspension('resume', 'start a notebook that is suspended or has ended', 'start', (name, options) => change(io, name, options, resumeJob)));
}

/** The same as for any other job. @param alias what it is called in JupyterLab */
function suspension(name: string, description: string, alias: string, act: (name: string, options: PlaceOptions) => Promise<void>): Command {
  return withPlace(new Command(name).alias(alias)).description(description).argument('<name>', 'name of the notebook').addHelpText('after', examples(`ds notebook ${name} explore`)).action(act);
}

function tokenCommand(io: Io): Command {
  return withPlace(new Command('token'))
    .description('print the hash of your token for a notebook, for its tokenHashes; the notebook need not be there')
    .argument('<name>', 'name of the notebook')
    .option('--new', 'make another token')
    .addHelpText('after', examples('ds notebook token explore'))
    .action((name: string, options: TokenOptions) => printToken(io, name, options));
}

async function printToken(io: Io, name: string, options: TokenOptions): Promise<void> {
  const namespace = options.namespace ?? (await io.connect(options)).namespace;
  await print(io, `${options.new ? newToken(io.env) : ownToken(io.env, { namespace, name })}\n`);
}

function openCommand(io: Io): Command {
  return withPlace(new Command('open'))
    .description('print an address that leads to a notebook: one of this machine, for as long as this runs, or its address at the gateway')
    .argument('<name>', 'name of the notebook')
    .option('--port <number>', 'port of this machine; 0 takes any that is free', wholeNumber, KINDS[0]?.browser?.port)
    .addHelpText('after', examples('ds notebook open explore', 'ds notebook open explore --port 0'))
    .action((name: string, options: OpenOptions) => open(io, name, options));
}

async function find(io: Io, name: string, options: PlaceOptions): Promise<{ cluster: Cluster; notebook: ClusterJob; namespace: string }> {
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  return { cluster, namespace, notebook: await findJob(cluster, { kinds: KINDS, name }, namespace) };
}

async function change(io: Io, name: string, options: PlaceOptions, act: typeof suspendJob): Promise<void> {
  const { cluster, notebook, namespace } = await find(io, name, options);
  await act(io, cluster, notebook, namespace);
}

async function open(io: Io, name: string, options: OpenOptions): Promise<void> {
  const { cluster, notebook, namespace } = await find(io, name, options);
  const browser = jobKind(notebook.kind)?.browser as BrowserAccess;
  const { tokenHashes, users } = browser.admitted(notebook);
  const door = await Door.to(io, cluster, notebook, { reference: { kinds: KINDS, name }, namespace, port: browser.port });
  const token = tokenOf(io.env, { namespace, name }, tokenHashes);
  if (token === undefined && users.length > 0) {
    // Its users need no way of their own.
    say(io, `${notebook.kind}/${name} is open for ${users.join(', ')} at the platform's gateway.`);
    return print(io, `${notebook.status?.url}${browser.page}\n`);
  }
  if (tokenHashes.length === 0) {
    throw new CommandError(EXIT.refused, `${notebook.kind}/${name} knows no token (spec.tokenHashes), so nobody gets in. Start it anew with yours: ds resume ${shortName(notebook)} -n ${namespace}`);
  }
  const { port, close } = await listenHere(options.port, (socket) => void door.carry(socket));
  if (token === undefined) say(io, `None of your tokens opens this notebook. JupyterLab will ask for one of those whose hashes are in spec.tokenHashes.`);
  await print(io, `http://${localNotebookHost({ namespace, name })}:${port}/${browser.page}${token === undefined ? '' : `?token=${token}`}\n`);
  await untilAborted(io.signal);
  close();
}

/** Until somebody ends the command; without a signal, as long as the process lives. */
async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
}
