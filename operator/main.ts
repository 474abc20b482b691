import { hostname } from 'node:os';
import { CatalogFile } from './catalog-file';
import { ApiClient } from './cluster/client';
import { podConnection } from './cluster/connection';
import { createLog, messageOf } from './log';
import { isSyncThread, serveSync, ThreadedSyncRunner } from './loop/sync-runner';
import { Metrics } from './metrics';
import { Operator } from './operator';
import { HealthServer } from './server';
import { readSettings } from './settings';

/** Name of the Lease, in the operator's namespace. */
const LEASE = 'ds-operator';

/** Set by the program that unpacks this one: the text of this program, for the thread that judges jobs. */
declare global {
  var dsOperatorSource: string | undefined;
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLog(settings.logLevel);
  const metrics = new Metrics();
  const catalog = new CatalogFile(settings.catalogFile, log, metrics);
  const source = globalThis.dsOperatorSource === undefined ? { file: __filename } : { code: globalThis.dsOperatorSource };
  const runner = new ThreadedSyncRunner(source, settings.syncLimitMilliseconds);
  const client = new ApiClient(podConnection(process.env));
  const candidate = { namespace: settings.namespace, name: LEASE, identity: hostname() };
  const operator = new Operator({ client, runner, catalog, candidate, log, metrics });
  const server = new HealthServer({ broken: () => operator.broken(), unready: () => operator.unready() }, metrics);

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= end());
  const end = async (): Promise<void> => {
    log('info', 'stopping');
    catalog.stop();
    await operator.stop();
    await runner.stop();
    await server.stop();
    client.close();
    log('info', 'stopped');
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());

  log('info', 'listening', { port: await server.listen(settings.port) });
  void catalog.start(settings.catalogPollMilliseconds);
  if (await operator.run()) {
    log('error', 'the lead is lost; another replica works now');
    process.exit(1);
  }
  await stop();
}

if (isSyncThread()) {
  serveSync();
} else {
  main().catch((error: unknown) => {
    createLog('error')('error', 'the operator cannot start', { error: messageOf(error) });
    process.exit(1);
  });
}
