import { validateTenant } from './validate';
import type { Catalog } from '../catalog/spec';
import { PlatformError, type FieldError } from '../errors';
import type { Json } from '../k8s/object';
import { schemas } from '../schema/schemas';
import { SchemaValidator } from '../schema/validator';
import { parseYaml } from '../yaml/read';
import type { TenantSpec } from './spec';

/** What a file says a tenant is, and where it says so. */
interface WrittenTenant {
  readonly content: Json;
  /** `document 2`, or `document 1, item 3` in a list. */
  readonly place: string;
}

/**
 * The tenants of a YAML stream: one in each document, or a list of them.
 * @param source where the text is from, for errors
 * @throws PlatformError with every error of every tenant, each with its document, its tenant and its field; or if the text is not YAML
 */
export function readTenants(text: string, source: string, catalog: Catalog): TenantSpec[] {
  const written = parseYaml(text, source).flatMap(writtenTenants);
  const errors = [
    ...(written.length > 0 ? [] : [{ path: '', reason: 'holds no tenant (given nothing). Allowed: one tenant in each document, or a list of them. Add one.' }]),
    ...written.flatMap((tenant) => checkWritten(tenant, catalog)),
    ...checkNames(written),
  ];
  if (errors.length > 0) throw new PlatformError('InvalidSpec', source, errors);
  return written.map(({ content }) => content as unknown as TenantSpec);
}

function writtenTenants(document: Json, index: number): WrittenTenant[] {
  const place = `document ${index + 1}`;
  if (!Array.isArray(document)) return [{ content: document, place }];
  return document.map((content, item) => ({ content, place: `${place}, item ${item + 1}` }));
}

/** Whether a document looks like a tenant: a name, a quota and owners, and neither a kind nor an API. */
export function looksLikeTenant(content: Json): boolean {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  return ['name', 'owners', 'quota'].every((field) => content[field] !== undefined) && content.kind === undefined && content.apiVersion === undefined;
}

/** Everything that is wrong with a tenant. What the schema says comes first: the rest can be told only of one whose fields have the right types. */
export function tenantErrors(content: Json, catalog: Catalog): FieldError[] {
  const errors = validator().validate(content);
  return errors.length > 0 ? errors : validateTenant(content as unknown as TenantSpec, catalog);
}

function checkWritten(tenant: WrittenTenant, catalog: Catalog): FieldError[] {
  return tenantErrors(tenant.content, catalog).map((error) => placed(tenant, error));
}

/** A name is that of a namespace: two tenants of one name would be one. */
function checkNames(written: readonly WrittenTenant[]): FieldError[] {
  const first = new Map<string, WrittenTenant>();
  return written.flatMap((tenant) => {
    const name = nameOf(tenant);
    if (name === undefined) return [];
    const twin = first.get(name);
    first.set(name, twin ?? tenant);
    if (twin === undefined) return [];
    return [placed(tenant, { path: 'name', reason: `given twice (${JSON.stringify(name)}, first in ${twin.place}). Allowed: one tenant of a name. Rename one, or remove it.` })];
  });
}

function placed(tenant: WrittenTenant, { path, reason }: FieldError): FieldError {
  const name = nameOf(tenant);
  const place = name === undefined ? tenant.place : `${tenant.place} (${name})`;
  return { path: path === '' ? place : `${place}: ${path}`, reason };
}

function nameOf({ content }: WrittenTenant): string | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  return typeof content.name === 'string' && content.name !== '' ? content.name : undefined;
}

let compiled: SchemaValidator | undefined;

function validator(): SchemaValidator {
  return (compiled ??= new SchemaValidator(schemas.TenantSpec));
}
