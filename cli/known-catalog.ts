import { type Catalog, CATALOG_NAME, DEFAULT_CATALOG } from '../lib';
import { catalogErrors, holdsCatalog, readCatalog, unwrapped } from './catalog';
import { CommandError } from './command-error';
import type { Document, Finding, Manifests } from './document';
import { EXIT } from './exit-codes';
import { formatFinding } from './findings';
import type { Io } from './io';
import { mapOf } from './json';

/** A catalog, and what messages call it. */
export interface KnownCatalog {
  readonly catalog: Catalog;
  /** `the catalog in catalog.yaml`. */
  readonly name: string;
}

/** What messages call the catalog of the cluster. */
export const OF_THE_CLUSTER = 'the catalog of the cluster';

/** The catalog that holds where nobody names another. */
export const CARRIED: KnownCatalog = { catalog: DEFAULT_CATALOG, name: 'the catalog that ds carries' };

/** The catalog of `--catalog`. @throws CommandError with every error of it */
export async function catalogOfFile(io: Io, file: string): Promise<KnownCatalog> {
  return { catalog: await readCatalog(io, file), name: `the catalog in ${file}` };
}

/** The catalog that `DS_CATALOG` names; none if it is not set. @throws CommandError with every error of it */
export async function catalogOfEnvironment(io: Io): Promise<KnownCatalog | undefined> {
  const file = io.env.DS_CATALOG;
  if (file === undefined || file === '') return undefined;
  return { catalog: await readCatalog(io, file), name: `the catalog in ${file}, which DS_CATALOG names` };
}

/** What there is among documents that says what the platform offers. */
export interface CatalogInFiles {
  /** Documents that hold a catalog, be it right or not. */
  readonly documents: readonly Document[];
  /** The one catalog; none if there is none, or several, or one with errors. */
  readonly known: KnownCatalog | undefined;
  readonly findings: readonly Finding[];
}

/** Finds the catalog among the documents: that of a file, or the ConfigMap that a platform writes. */
export function catalogAmong({ documents: all }: Pick<Manifests, 'documents'>): CatalogInFiles {
  const documents = all.filter(({ content }) => holdsCatalog(content));
  const [only, ...others] = documents;
  if (only === undefined) return { documents, known: undefined, findings: [] };
  if (others.length > 0) return { documents, known: undefined, findings: [toFinding(only, { path: '', reason: several(documents) })] };
  const content = unwrapped(only.content);
  const findings = catalogErrors(content).map(({ path, reason }) => toFinding(only, { path: path === '' ? 'catalog' : path, reason }));
  const known = { catalog: content as unknown as Catalog, name: `the catalog in ${only.file}` };
  return { documents, known: findings.length === 0 ? known : undefined, findings };
}

/** The one catalog that these files hold. @throws CommandError if there is none, or several, or one with errors */
export function onlyCatalogAmong(manifests: Manifests): KnownCatalog {
  const { known, documents, findings } = catalogAmong(manifests);
  if (manifests.findings.length + findings.length > 0) {
    throw new CommandError(EXIT.refused, [...manifests.findings, ...findings].map(formatFinding).join('\n'));
  }
  if (known !== undefined) return known;
  throw new CommandError(EXIT.notFound, `There is no catalog in these files (given ${documents.length} of ${manifests.documents.length} documents). Allowed: a catalog, or the ConfigMap ${CATALOG_NAME} that a platform writes. Name the file that holds it.`);
}

function several(documents: readonly Document[]): string {
  const places = documents.map(({ file, position }) => `document ${position} of ${file}`).join(', ');
  return `is one of ${documents.length} catalogs among these files (${places}). Allowed: one. Leave the others out, or say with --catalog which one counts.`;
}

function toFinding({ file, position, content }: Document, { path, reason }: { path: string; reason: string }): Finding {
  const { kind } = mapOf(content);
  return kind === 'ConfigMap' ? { file, document: position, kind, name: CATALOG_NAME, path, reason } : { file, document: position, kind: 'catalog', name: '', path, reason };
}
