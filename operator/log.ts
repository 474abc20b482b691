/** Levels of {@link Log}, from the most to the least that is said. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line of the log may carry. Only these: jobs hold environment variables, and so secrets. */
export interface LogFields {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly resource?: string;
  readonly objects?: number;
  readonly code?: number;
  readonly phase?: string;
  readonly file?: string;
  readonly port?: number;
  readonly error?: string;
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A log of one JSON object a line. */
export interface Log {
  (level: LogLevel, message: string, fields?: LogFields): void;
}

/** A log that writes what is at least of the level. */
export function createLog(level: LogLevel, write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const least = LOG_LEVELS.indexOf(level);
  return (of, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(of) >= least) {
      write(`${JSON.stringify({ time: new Date().toISOString(), level: of, message, ...fields })}\n`);
    }
  };
}
