import type { FieldError } from '../errors';
import { Quantity } from './quantity';

/** The smallest amount that a field allows. */
export interface Bound {
  readonly minimum: Quantity;
  /** The minimum in words: `positive quantities`. */
  readonly allowed: string;
  /** A value to copy: `4`, `16Gi`. */
  readonly example: string;
}

const ONE_MILLI = Quantity.parse('1m');
const ONE_MEBI = Quantity.parse('1Mi');

/** CPU that a pod asks for. */
export const POD_CPU: Bound = { minimum: ONE_MILLI, allowed: 'quantities from 1m', example: '4' };

/** Memory that a pod asks for. The bound finds `512m`, half a byte, where `512Mi` was meant. */
export const POD_MEMORY: Bound = { minimum: ONE_MEBI, allowed: 'quantities from 1Mi', example: '16Gi' };

/** CPU of a quota. */
export const QUOTA_CPU: Bound = { minimum: Quantity.ZERO, allowed: 'quantities from 0', example: '64' };

/** Memory of a quota. */
export const QUOTA_MEMORY: Bound = { minimum: Quantity.ZERO, allowed: 'quantities from 0', example: '256Gi' };

/** The one error of a text that is no quantity, or too small a one. */
export function checkQuantity(path: string, text: string, bound: Bound): FieldError[] {
  const quantity = Quantity.tryParse(text);
  if (quantity !== undefined && quantity.compare(bound.minimum) >= 0) return [];
  const wrong = quantity === undefined ? 'not a Kubernetes quantity' : 'too small';
  return [{ path, reason: `${wrong} (given ${JSON.stringify(text)}). Allowed: ${bound.allowed}. Write it like "${bound.example}".` }];
}

/** The one error of a number of devices that is not whole or negative. */
export function checkDevices(path: string, count: number): FieldError[] {
  if (Number.isSafeInteger(count) && count >= 0) return [];
  return [{ path, reason: `not a number of GPUs (given ${count}). Allowed: whole numbers from 0. Give a whole number.` }];
}
