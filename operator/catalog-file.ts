import { readFile } from 'node:fs/promises';
import type { Catalog } from '../lib/catalog/spec';
import { validateCatalog } from '../lib/catalog/validate';
import { PlatformError } from '../lib/errors';
import type { Json } from '../lib/k8s/object';
import { schemas } from '../lib/schema/schemas';
import { SchemaValidator } from '../lib/schema/validator';
import { type Log, messageOf } from './log';
import type { Metrics } from './metrics';

const schema = new SchemaValidator(schemas.Catalog);

/**
 * The catalog that a text holds.
 * @throws PlatformError with every error
 */
export function parseCatalog(text: string, subject: string): Catalog {
  const value = parseJson(text, subject);
  const errors = schema.validate(value);
  const all = errors.length > 0 ? errors : validateCatalog(value as unknown as Catalog);
  if (all.length > 0) {
    throw new PlatformError('InvalidCatalog', subject, all);
  }
  return value as unknown as Catalog;
}

function parseJson(text: string, subject: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The parser's own message repeats the text.
    throw new PlatformError('InvalidCatalog', subject, [{ path: '', reason: 'is not JSON. A catalog in JSON is required. Write it with the Catalog construct.' }]);
  }
}

/**
 * The catalog in a file that may change under us. A kubelet replaces a mounted ConfigMap by renaming a link, which watches of
 * the file miss, so the file is read again from time to time. A broken one is reported and the last good one stays in use.
 */
export class CatalogFile {
  private current: Catalog | undefined;
  private text: string | undefined;
  private complaint: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly listeners: ((catalog: Catalog) => void)[] = [];

  constructor(
    private readonly file: string,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** The last good catalog; none until there was one. */
  get catalog(): Catalog | undefined {
    return this.current;
  }

  /** The first good catalog; nothing if the signal is aborted before there is one. */
  first(signal: AbortSignal): Promise<Catalog | undefined> {
    if (this.current !== undefined || signal.aborted) return Promise.resolve(this.current);
    return new Promise((resolve) => {
      this.listeners.push(resolve);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  }

  /** Has each good catalog told from now on. */
  onChange(listener: (catalog: Catalog) => void): void {
    this.listeners.push(listener);
  }

  /** Reads the file now, and again and again until {@link stop}. */
  async start(milliseconds: number): Promise<void> {
    await this.reload();
    if (!this.stopped) {
      this.timer = setTimeout(() => void this.start(milliseconds), milliseconds).unref();
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Reads the file and uses the catalog in it if it is a good one. */
  async reload(): Promise<void> {
    try {
      const text = await readFile(this.file, 'utf8');
      if (text !== this.text || this.complaint !== undefined) {
        this.use(text);
      }
    } catch (error) {
      this.complain(messageOf(error));
    }
  }

  private use(text: string): void {
    this.current = parseCatalog(text, this.file);
    this.text = text;
    this.complaint = undefined;
    this.metrics.catalogValid.set(1);
    this.metrics.catalogLoaded.setToCurrentTime();
    this.log('info', 'catalog loaded', { file: this.file });
    for (const listener of this.listeners) listener(this.current);
  }

  private complain(error: string): void {
    this.metrics.catalogValid.set(0);
    if (this.complaint !== error) {
      const kept = this.current === undefined ? 'there is none, so the operator is not ready' : 'the last good one stays in use';
      this.log('error', `catalog cannot be used; ${kept}`, { file: this.file, error });
    }
    this.complaint = error;
  }
}
