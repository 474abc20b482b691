import type { Json } from '../lib';
import { CommandError } from './command-error';
import { EXIT, type ExitCode } from './exit-codes';
import { listOf, mapOf, textOf } from './json';

/** An error of one field, as the API server reports it. */
interface Cause {
  readonly field: string;
  readonly message: string;
}

/** What an API server answered instead of doing what it was asked. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export class ApiError extends Error {
  readonly reason: string;
  readonly causes: readonly Cause[];

  constructor(
    readonly status: number,
    body: Json,
  ) {
    const { message, reason, details } = mapOf(body);
    super(textOf(message) || `HTTP status ${status}`);
    this.name = 'ApiError';
    this.reason = textOf(reason);
    this.causes = listOf(mapOf(details).causes)
      .map(mapOf)
      .filter(({ field }) => textOf(field) !== '')
      .map((cause) => ({ field: textOf(cause.field), message: textOf(cause.message) }));
  }
}

/** What the body of an answer says, whether it is JSON or not. */
export function answerOf(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return { message: body.trim().slice(0, 500) };
  }
}

/** What an answer means to the user. */
interface Verdict {
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];
}

/** In this order: the first that knows the answer tells what it means. */
const VERDICTS: readonly ((error: ApiError) => Verdict | undefined)[] = [unauthorized, forbidden, missingNamespace, missingKind, refusedFields, unavailable];

/** Turns what the API server answered into a message of our own, one line for each thing that is wrong. */
export function explainApiError(error: ApiError): CommandError {
  for (const judge of VERDICTS) {
    const verdict = judge(error);
    if (verdict !== undefined) return new CommandError(verdict.exitCode, verdict.lines.join('\n'), { cause: error });
  }
  return new CommandError(error.status === 404 ? EXIT.notFound : EXIT.refused, refusal(error.message), { cause: error });
}

function unauthorized({ status }: ApiError): Verdict | undefined {
  const line = 'The cluster does not accept your credentials. Log in again, or choose another context with --context.';
  return status === 401 ? { exitCode: EXIT.cluster, lines: [line] } : undefined;
}

/** RBAC says who cannot do what; other refusals with the same status are about the object. */
function forbidden({ status, message }: ApiError): Verdict | undefined {
  const denied = status === 403 && /User "[^"]*" cannot /.test(message);
  return denied ? { exitCode: EXIT.cluster, lines: [`${oneLine(message)}. Ask the owners of the namespace for the role.`] } : undefined;
}

function missingNamespace({ status, message }: ApiError): Verdict | undefined {
  const name = /^namespaces "([^"]*)" not found$/.exec(message)?.[1];
  return status === 404 && name !== undefined
    ? { exitCode: EXIT.notFound, lines: [`Namespace ${name} does not exist. Give one that does with -n, or ask the platform's owners for it.`] }
    : undefined;
}

function missingKind({ status, message, reason }: ApiError): Verdict | undefined {
  const unknown = status === 404 && (reason === '' || message === 'the server could not find the requested resource');
  const line = 'The cluster does not know this kind of job: the platform is not installed there, or is older than this ds.';
  return unknown ? { exitCode: EXIT.cluster, lines: [line] } : undefined;
}

function refusedFields({ status, causes }: ApiError): Verdict | undefined {
  if (status !== 422 || causes.length === 0) return undefined;
  return { exitCode: EXIT.refused, lines: causes.map(({ field, message }) => oneLine(field === '<nil>' ? refusal(message) : `${field}: ${withoutEcho(message)}`)) };
}

function unavailable({ status, message }: ApiError): Verdict | undefined {
  return status === 429 || status >= 500 ? { exitCode: EXIT.cluster, lines: [`The cluster could not answer: ${oneLine(message)}. Try again.`] } : undefined;
}

/** A refusal by an admission policy or webhook, without the names of what refused it. */
function refusal(message: string): string {
  const text = message.replace(/^.*?denied (?:the )?request: /s, '').replace(/^.*?strict decoding error: /s, '');
  return oneLine(text);
}

/** The API server puts the kind of error and the value before our message. */
function withoutEcho(message: string): string {
  return message.replace(/^Invalid value: (?:"(?:[^"\\]|\\.)*"|[^:"]+): /, '');
}

function oneLine(text: string): string {
  return text.split(/\s*\n\s*/).filter(Boolean).join(' ');
}
