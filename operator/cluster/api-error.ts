import { list, object, text } from '../../lib/observed/read';

/** An answer of the API server that is none of success. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** The error that an answer's body tells of. */
  static of(code: number, body: string, retryAfter?: string): ApiError {
    const status = parse(body);
    const causes = list(object(status.details).causes).map((cause) => text(object(cause).message));
    const message = text(status.message) ?? causes.find((cause) => cause !== undefined) ?? `The API server answered ${code}.`;
    const seconds = Number(retryAfter);
    return new ApiError(code, text(status.reason) ?? '', message, Number.isFinite(seconds) && seconds > 0 ? seconds : undefined);
  }

  /** Whether the server refuses the object for what is in it, so that the same object is refused again. */
  get refusal(): boolean {
    return [400, 403, 413, 422].includes(this.code);
  }
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    return object(JSON.parse(body));
  } catch {
    return {};
  }
}
