import { API_GROUP, type Catalog, type FieldError, formatFieldError, type Job, isDataset, type Json, JOB_KINDS, validateDataset, validateJob, validateSchema } from '../lib';
import { nearest } from '../lib/schema/nearest';
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
  /** Documents that are none of our business. */
  readonly skipped: readonly Document[];
  readonly findings: readonly Finding[];
}

/** Finds the jobs and datasets among the documents, with every error. Without a catalog only what the API server's schema can tell. */
export function inspect(manifests: Manifests, catalog: Catalog | undefined): Inspection {
  const datasets = manifests.documents.filter(({ content }) => isDataset(content));
  const others = manifests.documents.filter(({ content }) => !isDataset(content));
  const jobs = others.filter(({ content }) => isOurs(content)).map((document) => ({ ...document, job: document.content as unknown as Job }));
  const skipped = others.filter(({ content }) => !isOurs(content));
  const errors = jobs.flatMap((document) => {
    const found = catalog === undefined || !isMap(document.content) ? validateSchema(document.content) : validateJob(document.job, catalog);
    return found.map((error) => toFinding(document, error));
  });
  const datasetErrors = datasets.flatMap((document) => (isDataset(document.content) ? validateDataset(document.content).map((error) => toFinding(document, error)) : []));
  return { jobs, datasets, skipped, findings: [...manifests.findings, ...errors, ...datasetErrors, ...twins(jobs)] };
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

function toFinding({ file, position, content }: Document, { path, reason }: FieldError): Finding {
  const { kind, name } = headOf(content);
  return { file, document: position, kind, name, path, reason };
}

function headOf(content: Json): { kind: string; name: string; namespace: string } {
  const { kind, metadata } = mapOf(content);
  const { name, namespace } = mapOf(metadata);
  return { kind: textOf(kind), name: textOf(name), namespace: textOf(namespace) };
}
