import type { ExitCode } from './exit-codes';

/** A failure that is the user's to solve: printed without a stack. */
export class CommandError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    /** What is wrong, in one line or one line for each thing. How to fix it. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CommandError';
  }
}
