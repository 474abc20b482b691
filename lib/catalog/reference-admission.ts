import type { V1Variable } from '@kubernetes/client-node';
import { runtimesFor, type CatalogReference, type RuntimeNeeds } from '../jobs/common/references';
import type { Catalog } from './spec';

/** A kind of job, and a field of it that names an entry of the catalog. */
export interface KindReference extends CatalogReference {
  readonly kind: string;
}

/** Key of the catalog's ConfigMap with all sizes. */
const SIZES = 'sizes';

/** Key of the names that a field may give. */
function keyOf({ names }: CatalogReference): string {
  return names === 'size' ? SIZES : runtimesKey(names);
}

function runtimesKey({ language, framework }: RuntimeNeeds): string {
  return ['runtimes', language, ...(framework === undefined ? [] : [framework])].join('.');
}

/** Lists of the runtimes that kinds of job can run in, by their keys. */
export function runtimeLists(references: readonly KindReference[], catalog: Catalog): Record<string, string> {
  const needs = references.flatMap(({ names }) => (names === 'size' ? [] : [names]));
  return Object.fromEntries(needs.map((need) => [runtimesKey(need), runtimesFor(need, catalog).sort().join(',')]));
}

/** Every name that a job gives, with the field that gives it and the list that it must be in; and what is said of those that are not. */
export function referenceVariables(references: readonly KindReference[], fix: string): V1Variable[] {
  const kinds = [...new Set(references.map(({ kind }) => kind))];
  const fields = kinds.map((kind) => `(object.kind == '${kind}' ? ${references.filter((one) => one.kind === kind).map(given).join(' + ')} : [])`);
  const allowed = "(params.data[field[2]] == '' ? 'none' : params.data[field[2]].split(',').join(', '))";
  const noun = `(field[2] == '${SIZES}' ? 'size of this platform' : 'runtime of this platform for this kind of job')`;
  const message = `field[0] + ': not a ' + ${noun} + ' (given "' + field[1] + '"). Allowed: ' + ${allowed} + '. ${fix}'`;
  return [
    { name: 'references', expression: fields.length === 0 ? '[]' : fields.join(' + ') },
    { name: 'unknownNames', expression: `variables.references.filter(field, !(field[1] in params.data[field[2]].split(','))).map(field, ${message})` },
  ];
}

/** A list with the name that one field gives, or without any. */
function given(reference: KindReference): string {
  const { field, when } = reference;
  const there = [...present(field), ...(when === undefined ? [] : [...present(when.field), `variables.spec.${when.field} == '${when.value}'`])];
  return `(${there.join(' && ')} ? [['spec.${field}', string(variables.spec.${field}), '${keyOf(reference)}']] : [])`;
}

/** That a field, and all that it is in, is there. */
function present(field: string): string[] {
  const parts = field.split('.');
  return parts.map((_, index) => `has(variables.spec.${parts.slice(0, index + 1).join('.')})`);
}
