import type { FieldError } from '../../errors';
import type { Json } from '../../k8s/object';
import { checkLabelKey, checkLabels } from '../../nodes/names';
import { Quantity } from '../../quantity/quantity';
import { isAddress } from '../../k8s/cidr';

type Fields = { readonly [name: string]: Json };
type Check = (path: string, value: Json) => FieldError[];

/**
 * What the API server checks of parts of a pod that its schema cannot hold, by the name of the field, wherever it stands. The pod fits the schema.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['labels', (path, labels) => checkLabels(path, labels as Record<string, string>)],
  ['nodeSelector', (path, labels) => checkLabels(path, labels as Record<string, string>)],
  ['matchLabels', (path, labels) => checkLabels(path, labels as Record<string, string>)],
  ['annotations', (path, annotations) => Object.keys(annotations as Fields).flatMap((key) => checkLabelKey(path, key))],
  ['matchExpressions', (path, list) => each(path, list, checkExpression)],
  ['matchFields', (path, list) => each(path, list, checkField)],
  ['matchLabelKeys', (path, list) => (list as string[]).flatMap((key, index) => checkLabelKey(`${path}[${index}]`, key))],
  ['tolerations', (path, list) => each(path, list, checkToleration)],
  ['sources', (path, list) => each(path, list, oneSource)],
  ['sizeLimit', checkAmount],
  ['divisor', checkAmount],
  ['requests', checkAmounts],
  ['limits', checkAmounts],
  ['ip', checkAddress],
  ['nameservers', (path, list) => (list as string[]).flatMap((address, index) => checkAddress(`${path}[${index}]`, address))],
  ['volumes', (path, list) => each(path, list, oneSource)],
  ['volumeMounts', (path, list) => each(path, list, checkSubPath)],
]);

/** Maps whose keys are chosen freely, and so name no fields. */
const FREE = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels', 'volumeAttributes', 'requests', 'limits']);

/** Everything of that kind that is wrong below a place. */
export function checkSyntax(value: Json, path = ''): FieldError[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkSyntax(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (part === null) return [];
    const place = path === '' ? name : `${path}.${name}`;
    return [...(CHECKS.get(name)?.(place, part) ?? []), ...(FREE.has(name) ? [] : checkSyntax(part, place))];
  });
}

function each(path: string, list: Json, check: (path: string, item: Fields) => FieldError[]): FieldError[] {
  return (list as Fields[]).flatMap((item, index) => check(`${path}[${index}]`, item));
}

function wrong(path: string, what: string, given: unknown, rest: string): FieldError[] {
  return [{ path, reason: `${what} (given ${JSON.stringify(given) ?? 'nothing'}). ${rest}` }];
}

function checkExpression(path: string, { key, operator, values }: Fields): FieldError[] {
  return [...checkLabelKey(`${path}.key`, String(key)), ...checkValues(`${path}.values`, String(operator), (values ?? []) as string[])];
}

function checkValues(path: string, operator: string, values: readonly string[]): FieldError[] {
  if (operator === 'In' || operator === 'NotIn') {
    return values.length > 0 ? [] : wrong(path, `is empty with ${operator}`, values, 'Allowed: at least one. Name the values.');
  }
  if (operator === 'Gt' || operator === 'Lt') {
    return values.length === 1 && /^[+-]?\d{1,18}$/.test(values[0] as string) ? [] : wrong(path, `is no number to compare with by ${operator}`, values, 'Allowed: one whole number. Write it like ["8"].');
  }
  return values.length === 0 ? [] : wrong(path, `is not empty with ${operator}`, values, 'Allowed: none. Remove the values, or use In.');
}

function checkField(path: string, { key, operator, values }: Fields): FieldError[] {
  if (key !== 'metadata.name') return wrong(`${path}.key`, 'is no field to choose nodes by', key, 'Allowed: metadata.name. Use matchExpressions for labels.');
  if ((operator === 'In' || operator === 'NotIn') && (values as Json[] | undefined)?.length === 1) return [];
  return wrong(path, 'names no node', { operator, values }, 'Allowed: In or NotIn with one name. Name one node.');
}

function checkToleration(path: string, { key, operator = 'Equal', value, effect, tolerationSeconds }: Fields): FieldError[] {
  const none = key === undefined || key === null || key === '';
  return [
    ...(none ? [] : checkLabelKey(`${path}.key`, String(key))),
    ...(none && operator !== 'Exists' ? wrong(`${path}.operator`, 'needs a key', operator, 'Allowed: Exists where there is no key. Add the key, or tolerate everything by Exists.') : []),
    ...(operator === 'Exists' && value ? wrong(`${path}.value`, 'is compared with nothing by Exists', value, 'Allowed: nothing. Remove it, or use Equal.') : []),
    ...(tolerationSeconds !== undefined && tolerationSeconds !== null && effect !== 'NoExecute' ? wrong(`${path}.tolerationSeconds`, 'counts with NoExecute alone', tolerationSeconds, 'Allowed: with effect NoExecute. Remove it, or set the effect.') : []),
  ];
}

/** A volume, and each part of a projected one, comes from one place. */
function oneSource(path: string, entry: Fields): FieldError[] {
  const sources = Object.keys(entry).filter((name) => name !== 'name' && entry[name] !== null);
  if (sources.length === 1) return [];
  return wrong(path, sources.length === 0 ? 'comes from nowhere' : 'comes from more than one place', sources.length === 0 ? entry : sources, 'Allowed: one source, such as persistentVolumeClaim. Give exactly one.');
}

function checkSubPath(path: string, { subPath, subPathExpr }: Fields): FieldError[] {
  return [
    ...(subPath && subPathExpr ? wrong(`${path}.subPathExpr`, 'stands beside subPath', subPathExpr, 'Allowed: one of the two. Remove the other.') : []),
    ...checkInside(`${path}.subPath`, subPath),
    ...checkInside(`${path}.subPathExpr`, subPathExpr),
  ];
}

function checkInside(path: string, given: Json | undefined): FieldError[] {
  if (typeof given !== 'string' || (!given.startsWith('/') && !given.split('/').includes('..'))) return [];
  return wrong(path, 'leads out of the volume', given, 'Allowed: a path below the top of the volume, without "..". Write it like "news/index".');
}

function checkAmount(path: string, value: Json): FieldError[] {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const quantity = typeof text === 'string' ? Quantity.tryParse(text) : undefined;
  if (quantity !== undefined && quantity.compare(Quantity.ZERO) >= 0) return [];
  return wrong(path, 'not a Kubernetes quantity', value, 'Allowed: quantities from 0. Write it like "10Gi".');
}

function checkAmounts(path: string, amounts: Json): FieldError[] {
  if (typeof amounts !== 'object' || amounts === null || Array.isArray(amounts)) return wrong(path, 'has the wrong type', amounts, 'Allowed: a mapping of amounts. Write it like {storage: 10Gi}.');
  return Object.entries(amounts).flatMap(([name, amount]) => checkAmount(`${path}.${name}`, amount));
}

function checkAddress(path: string, value: Json): FieldError[] {
  return typeof value === 'string' && isAddress(value) ? [] : wrong(path, 'not an address', value, 'Allowed: an IPv4 or IPv6 address. Write it like "10.20.0.1".');
}
