import type { V1Variable } from '@kubernetes/client-node';
import { runtimesFor, type CatalogReference, type RuntimeNeeds } from '../jobs/common/references';
import type { JobKind } from '../jobs/kind';
import type { Catalog } from './spec';

/** A field that names a size or a runtime. */
type NameReference = CatalogReference & { readonly names: 'size' | RuntimeNeeds };

/** Key of the catalog's ConfigMap with all sizes. */
const SIZES = 'sizes';

/** The fields of a kind that name sizes and runtimes. */
function namesOf({ references }: JobKind): NameReference[] {
  return references.filter((one): one is NameReference => one.names === 'size' || typeof one.names === 'object');
}

/** Paths from the spec of all fields of kinds of job that name something of a sort, each once. */
export function fieldsNaming(kinds: readonly JobKind[], sort: 'priority' | 'identities'): string[] {
  return [...new Set(kinds.flatMap(({ references }) => references.filter(({ names }) => names === sort).map(({ field }) => field)))];
}

/** Key of the names that a field may give. */
function keyOf({ names }: NameReference): string {
  return names === 'size' ? SIZES : runtimesKey(names);
}

function runtimesKey({ language, framework }: RuntimeNeeds): string {
  return ['runtimes', language, ...(framework === undefined ? [] : [framework])].join('.');
}

/** Lists of the runtimes that kinds of job can run in, by their keys. */
export function runtimeLists(kinds: readonly JobKind[], catalog: Catalog): Record<string, string> {
  const needs = kinds.flatMap(namesOf).flatMap(({ names }) => (names === 'size' ? [] : [names]));
  return Object.fromEntries(needs.map((need) => [runtimesKey(need), runtimesFor(need, catalog).sort().join(',')]));
}

/** Every name that a job gives, with the field that gives it and the list that it must be in; and what is said of those that are not. */
export function referenceVariables(kinds: readonly JobKind[], fix: string): V1Variable[] {
  const fields = kinds.map((kind) => `(object.kind == '${kind.kind}' ? ${namesOf(kind).map(given).join(' + ')} : [])`);
  const allowed = "(params.data[field[2]] == '' ? 'none' : params.data[field[2]].split(',').join(', '))";
  const noun = `(field[2] == '${SIZES}' ? 'size of this platform' : 'runtime of this platform for this kind of job')`;
  const message = `field[0] + ': not a ' + ${noun} + ' (given "' + field[1] + '"). Allowed: ' + ${allowed} + '. ${fix}'`;
  return [
    { name: 'references', expression: fields.join(' + ') },
    { name: 'unknownNames', expression: `variables.references.filter(field, !(field[1] in params.data[field[2]].split(','))).map(field, ${message})` },
  ];
}

/** A list with the name that one field gives, or without any. */
function given(reference: NameReference): string {
  const { field, when } = reference;
  const there = [...present(field), ...(when === undefined ? [] : [...present(when.field), `variables.spec.${when.field} == '${when.value}'`])];
  return `(${there.join(' && ')} ? [['spec.${field}', string(variables.spec.${field}), '${keyOf(reference)}']] : [])`;
}

/** That a field, and all that it is in, is there. */
export function present(field: string): string[] {
  const parts = field.split('.');
  return parts.map((_, index) => `has(variables.spec.${parts.slice(0, index + 1).join('.')})`);
}
