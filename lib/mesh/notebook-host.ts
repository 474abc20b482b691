import { sha256 } from '../sha256';
import type { NotebookGatewaySpec } from './spec';

/** Which notebook a host is for. */
export interface NotebookPlace {
  readonly namespace: string;
  readonly name: string;
}

/** Longest label of a host. @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
export const MAX_LABEL = 63;

/** What stands between name and namespace where both can be told from each other by it. */
const BETWEEN = '--';

/** Digits of a hash that nobody finds a second notebook for. */
const DIGITS = 24;

/**
 * The label of a host that is one notebook's and no other's: `explore--s-news`. A hash takes the namespace's place where the two would be too long, where
 * it could not be told where the name ends, and where two hyphens would be third and fourth, as only those of `xn--` may be.
 * What holds a hash holds no two hyphens in a row, so it is no label of the other form.
 * @see https://www.rfc-editor.org/rfc/rfc5891#section-4.2.3.1
 */
export function notebookLabel({ namespace, name }: NotebookPlace): string {
  const plain = `${name}${BETWEEN}${namespace}`;
  if (plain.length <= MAX_LABEL && name.length !== 2 && ![name, namespace].some((part) => part.includes(BETWEEN))) return plain;
  const start = name.replace(/-+/g, '-').slice(0, MAX_LABEL - DIGITS - 1);
  return `${start.replace(/-$/, '')}-${sha256(`${namespace}/${name}`).slice(0, DIGITS)}`;
}

/** Host of a notebook at the gateway. What a browser keeps for it, and lets its pages do, is for this notebook alone. */
export function notebookHost({ domain }: Pick<NotebookGatewaySpec, 'domain'>, place: NotebookPlace): string {
  return `${notebookLabel(place)}.${domain}`;
}

/**
 * Host of a notebook whose port is forwarded to this machine. Browsers take each such name for the machine itself, and for a host of its own.
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function localNotebookHost(place: NotebookPlace): string {
  return `${notebookLabel(place)}.localhost`;
}

/** Address of a notebook for its users. */
export function notebookUrl(gateway: Pick<NotebookGatewaySpec, 'domain'>, place: NotebookPlace): string {
  return `https://${notebookHost(gateway, place)}/`;
}
