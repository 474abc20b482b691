/** One thing that is wrong with one field of an input. */
export interface FieldError {
  /** Path of the field from the root of the object, for example `spec.replicas.worker.count` or `spec.env[0].name`. */
  readonly path: string;
  /** What is wrong (what was given). What is allowed. How to fix it. */
  readonly reason: string;
}

/** The one line that people read: `field.path: what is wrong (what was given). What is allowed. How to fix it.` */
export function formatFieldError(error: FieldError): string {
  return error.path === '' ? error.reason : `${error.path}: ${error.reason}`;
}

/** Stable codes of {@link PlatformError}, for programs that react to them. */
export type PlatformErrorCode = 'InvalidSpec' | 'InvalidCatalog' | 'InvalidManifest' | 'InvalidConfig' | 'UnknownKind';

/** An input that the platform refuses, with every error that it holds. */
export class PlatformError extends Error {
  constructor(
    readonly code: PlatformErrorCode,
    /** The object that was refused, for example `TensorFlowJob/tf-test`. */
    readonly subject: string,
    readonly errors: readonly FieldError[],
  ) {
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(`${subject}: ${count}\n${errors.map((error) => `  ${formatFieldError(error)}`).join('\n')}`);
    this.name = 'PlatformError';
  }
}
