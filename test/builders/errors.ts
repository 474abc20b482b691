import { formatFieldError, type FieldError } from '../../lib/errors';

/** Errors as people read them. */
export function texts(errors: readonly FieldError[]): string[] {
  return errors.map(formatFieldError);
}
