import { CatalogFile } from './catalog-file';
import { createLog } from './log';
import { Metrics } from './metrics';
import { OperatorServer } from './server';
import { readSettings } from './settings';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLog(settings.logLevel);
  const metrics = new Metrics();
  const catalog = new CatalogFile(settings.catalogFile, log, metrics);
  const context = { catalog: () => catalog.catalog, now: () => new Date(), log, metrics, bodyLimit: settings.bodyLimit };
  const server = new OperatorServer(context);

  const stop = async (): Promise<void> => {
    log('info', 'stopping');
    await server.stop();
    catalog.stop();
    log('info', 'stopped');
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());

  await catalog.start(settings.catalogPollMilliseconds);
  log('info', 'listening', { port: await server.listen(settings.port) });
}

main().catch((error: unknown) => {
  createLog('error')('error', 'the operator cannot start', { error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
});
