import { API_GROUP, type Catalog, type FieldError, formatFieldError, type Job, isDataset, type Json, JOB_KINDS, looksLikeTenant, neverRuns, type TenantSpec, tenantErrors, validateDataset, validateJob, validateSchema } from '../lib';
import { nearest } from '../lib/schema/nearest';
import { holdsCatalog } from './catalog';
import type { Document, Finding, Manifests } from './document';
import { isMap, mapOf, textOf } from './json';

/** A document that holds a job. */
export interface JobDocument extends Document {
  readonly job: Job;
}

/** What was found in files. */
export interface Inspection {
  /** Every job, valid or not. */
  readonly jobs: readonly JobDocument[];
  /** Datasets, valid or not. */
  readonly datasets: readonly Document[];
  /** What says what the platform offers, valid or not. */
  readonly catalogs: readonly Document[];
  /** Documents that are none of our business. */
  readonly skipped: readonly Document[];
  readonly findings: readonly Finding[];
}

/** Finds the jobs and datasets among the documents, with every error. Without a catalog only what the API server's schema can tell. */
export function inspect(manifests: Manifests, catalog: Catalog | undefined): Inspection {
  const documents = manifests.documents.flatMap(membersOf);
  const datasets = documents.filter(({ content }) => isDataset(content));
  const tenants = documents.filter(({ content }) => looksLikeTenant(content));
  const catalogs = documents.filter(({ content }) => holdsCatalog(content));
  const others = documents.filter(({ content }) => !isDataset(content) && !looksLikeTenant(content) && !holdsCatalog(content));
  const jobs = others.filter(({ content }) => isOurs(content)).map((document) => ({ ...document, job: document.content as unknown as Job }));
  const skipped = others.filter(({ content }) => !isOurs(content));
  const tenantFindings = catalog === undefined ? [] : tenants.flatMap((document) => tenantErrors(document.content, catalog).map((error) => toFinding(document, error)));
  const judged = tenantFindings.length === 0 ? tenants.map(({ content }) => content as unknown as TenantSpec) : [];
  const errors = jobs.flatMap((document) => errorsOf(document, catalog, judged).map((error) => toFinding(document, error)));
  const datasetErrors = datasets.flatMap((document) => (isDataset(document.content) ? validateDataset(document.content).map((error) => toFinding(document, error)) : []));
  return { jobs, datasets, catalogs, skipped, findings: [...manifests.findings, ...tenantFindings, ...errors, ...datasetErrors, ...twins(jobs)] };
}

/** Everything that is wrong with a job; of one that is right, why no tenant of the files could ever run it. */
function errorsOf({ content, job }: JobDocument, catalog: Catalog | undefined, tenants: readonly TenantSpec[]): FieldError[] {
  if (catalog === undefined || !isMap(content)) return validateSchema(content);
  const errors = validateJob(job, catalog);
  return errors.length > 0 ? errors : neverRuns(job, { catalog, tenants });
}

/** The tenants of a list, which is how files of tenants may write them; any other document as it is. */
function membersOf(document: Document): Document[] {
  const { content } = document;
  return Array.isArray(content) && content.length > 0 && content.every(looksLikeTenant) ? content.map((member) => ({ ...document, content: member })) : [document];
}

/** `FILE: Kind/name: field.path: reason`. */
export function formatFinding(finding: Finding): string {
  const subject = subjectOf(finding);
  return `${finding.file}: ${subject === '' ? '' : `${subject}: `}${formatFieldError(finding)}`;
}

/** What a message calls a document: `TensorFlowJob/tf-test`. */
export function documentName({ content, position }: Document): string {
  const { kind, name } = headOf(content);
  return subjectOf({ document: position, kind, name });
}

function subjectOf({ document, kind, name }: Pick<Finding, 'document' | 'kind' | 'name'>): string {
  if (kind !== '' && name !== '') return `${kind}/${name}`;
  if (document === 0) return '';
  return kind === '' ? `document ${document}` : `${kind} (document ${document})`;
}

/**
 * Whether a document is meant to be a job: of our group or one spelled much like it, or of a kind of ours without a group.
 * What is no object at all cannot be anyone else's either.
 */
function isOurs(content: Json): boolean {
  if (!isMap(content)) return true;
  const [group, version] = splitApiVersion(textOf(content.apiVersion));
  if (group !== '') return nearest(group, [API_GROUP]).length > 0;
  const likeOurKind = nearest(textOf(content.kind), JOB_KINDS.map(({ kind }) => kind)).length > 0;
  return likeOurKind || version === '' || textOf(content.kind) === '';
}

function splitApiVersion(apiVersion: string): [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

/** A cluster takes one job of a kind and name in a namespace. */
function twins(jobs: readonly JobDocument[]): Finding[] {
  const seen = new Map<string, JobDocument>();
  return jobs.flatMap((document) => {
    const { kind, name, namespace } = headOf(document.content);
    const key = `${kind}/${namespace}/${name}`;
    const first = seen.get(key);
    if (kind === '' || name === '') return [];
    if (first === undefined) {
      seen.set(key, document);
      return [];
    }
    const place = `document ${first.position} of ${first.file}`;
    return [toFinding(document, { path: 'metadata.name', reason: `is given twice (first in ${place}). Allowed: one ${kind} of a name. Rename one, or remove it.` })];
  });
}

/** An error, with the document that it is of. */
export function toFinding({ file, position, content }: Document, { path, reason }: FieldError): Finding {
  const { kind, name } = headOf(content);
  return { file, document: position, kind, name, path, reason };
}

function headOf(content: Json): { kind: string; name: string; namespace: string } {
  const { kind, metadata } = mapOf(content);
  const { name, namespace } = mapOf(metadata);
  return { kind: textOf(kind), name: textOf(name), namespace: textOf(namespace) };
}
