import { PLATFORM_NAMESPACE } from '../lib/api';
import { type FieldError, PlatformError } from '../lib/errors';
import { LOG_LEVELS, type LogLevel } from './log';

/** What the operator's process is told by its environment. */
export interface Settings {
  readonly port: number;
  readonly catalogFile: string;
  readonly logLevel: LogLevel;
  /** Namespace that the operator runs in. */
  readonly namespace: string;
  /** Longest that the judgement of one job may take. */
  readonly syncLimitMilliseconds: number;
  readonly catalogPollMilliseconds: number;
}

/** Names of the environment variables. */
export const SETTINGS = {
  port: 'PORT',
  catalogFile: 'CATALOG_FILE',
  logLevel: 'LOG_LEVEL',
  namespace: 'NAMESPACE',
  syncLimit: 'SYNC_LIMIT_SECONDS',
  catalogPoll: 'CATALOG_POLL_SECONDS',
} as const;

/** @throws PlatformError with everything that is wrong with the environment */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const errors: FieldError[] = [];
  const number = (name: string, otherwise: number, most: number): number => {
    const given = environment[name] ?? String(otherwise);
    const value = Number(given);
    if (!/^\d+$/.test(given) || value < 1 || value > most) {
      errors.push({ path: name, reason: `not a number that can be used (given ${JSON.stringify(given)}). Allowed are whole numbers from 1 to ${most}. Correct it.` });
    }
    return value;
  };
  const level = environment[SETTINGS.logLevel] ?? 'info';
  const logLevel = LOG_LEVELS.find((known) => known === level);
  if (logLevel === undefined) {
    errors.push({ path: SETTINGS.logLevel, reason: `unknown level (given ${JSON.stringify(level)}). Allowed are ${LOG_LEVELS.join(', ')}. Use one of them.` });
  }
  const settings: Settings = {
    port: number(SETTINGS.port, 8080, 65_535),
    catalogFile: environment[SETTINGS.catalogFile] ?? '/etc/ds-platform/catalog/catalog.json',
    logLevel: logLevel ?? 'info',
    namespace: environment[SETTINGS.namespace] ?? PLATFORM_NAMESPACE,
    syncLimitMilliseconds: number(SETTINGS.syncLimit, 10, 600) * 1000,
    catalogPollMilliseconds: number(SETTINGS.catalogPoll, 5, 3600) * 1000,
  };
  if (errors.length > 0) {
    throw new PlatformError('InvalidSpec', 'environment', errors);
  }
  return settings;
}
