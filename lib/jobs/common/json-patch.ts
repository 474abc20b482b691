import type { Json } from '../../k8s/object';
import type { PodTemplatePatch } from './spec';

type Members = { [name: string]: Json };
type Container = Members | Json[];

/** A token that stands for no character: `~` is written `~0`, and `/` is written `~1`. */
const MALFORMED = /~(?![01])/;

/** An index of a list: digits without a sign and without leading zeros. @see https://www.rfc-editor.org/rfc/rfc6901#section-4 */
const INDEX = /^(?:0|[1-9][0-9]{0,9})$/;

/** The tokens of a JSON Pointer; nothing if it is not well formed. */
export function pointerTokens(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || MALFORMED.test(pointer)) return undefined;
  return pointer.slice(1).split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Carries out one operation on a document, which is changed. A pointer names what the document has of its own, and entries of lists: what
 * every object or list inherits is not there.
 * @returns whether it could be carried out
 * @see https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export function applyOperation(document: object, { op, path, value }: PodTemplatePatch): boolean {
  const tokens = pointerTokens(path);
  const last = tokens?.pop();
  if (tokens === undefined || last === undefined) return false;
  const parent = containerAt(document as Container, tokens);
  if (parent === undefined) return false;
  return Array.isArray(parent) ? changeList(parent, op, last, value) : changeMembers(parent, op, last, value);
}

function containerAt(document: Container, tokens: readonly string[]): Container | undefined {
  let at: Json | undefined = document;
  for (const token of tokens) {
    at = isContainer(at) ? childOf(at, token) : undefined;
  }
  return isContainer(at) ? at : undefined;
}

function childOf(parent: Container, token: string): Json | undefined {
  if (Array.isArray(parent)) return INDEX.test(token) ? parent[Number(token)] : undefined;
  return Object.hasOwn(parent, token) ? parent[token] : undefined;
}

function isContainer(value: Json | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

function changeList(list: Json[], op: PodTemplatePatch['op'], token: string, value: Json | undefined): boolean {
  const index = token === '-' && op === 'add' ? list.length : INDEX.test(token) ? Number(token) : -1;
  const last = op === 'add' ? list.length : list.length - 1;
  if (index < 0 || index > last) return false;
  const entries = op === 'remove' ? [] : [copyOf(value as Json)];
  list.splice(index, op === 'add' ? 0 : 1, ...entries);
  return true;
}

function changeMembers(members: Members, op: PodTemplatePatch['op'], name: string, value: Json | undefined): boolean {
  // No field of a pod is called like that, and to set it would change what the object inherits.
  if (name === '__proto__') return false;
  if (op !== 'add' && !Object.hasOwn(members, name)) return false;
  if (op === 'remove') delete members[name];
  else members[name] = copyOf(value as Json);
  return true;
}

/** A copy of plain data. Not `structuredClone`: under jest it makes lists that other code does not take for lists. */
export function copyOf<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}
