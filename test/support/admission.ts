import { Environment } from '@marcbachmann/cel-js';

/** What is evaluated of a ValidatingAdmissionPolicy. */
export interface Policy {
  spec: {
    variables: { name: string; expression: string }[];
    matchConditions?: { expression: string }[];
    matchConstraints: object;
    validations: { expression: string; message: string; messageExpression?: string }[];
    [field: string]: unknown;
  };
}

/** Answers who may do what, as the API server's authorizer does: each part of a question narrows it. */
export class Authorizer {
  constructor(
    private readonly may: (question: Readonly<Record<string, string>>) => boolean,
    private readonly question: Readonly<Record<string, string>> = {},
  ) {}

  with(part: string, value: string): Authorizer {
    return new Authorizer(this.may, { ...this.question, [part]: value });
  }

  allowed(): boolean {
    return this.may(this.question);
  }
}

const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerType('Authorizer', Authorizer)
  .registerFunction('Authorizer.allowed(): bool', (authorizer: Authorizer) => authorizer.allowed());
for (const part of ['group', 'resource', 'namespace', 'name', 'check']) {
  environment.registerFunction(`Authorizer.${part}(string): Authorizer`, (authorizer: Authorizer, value: string) => authorizer.with(part, value));
}

/** The message with which a policy refuses a request; none if it lets it pass. As the API server does it. */
export function verdict(policy: Policy, request: Record<string, unknown>): string | undefined {
  const variables: Record<string, unknown> = {};
  const run = (expression: string): unknown => environment.parse(expression)({ ...request, variables });
  if (policy.spec.matchConditions?.some(({ expression }) => run(expression) !== true)) return undefined;
  for (const { name, expression } of policy.spec.variables) variables[name] = run(expression);
  const broken = policy.spec.validations.find(({ expression }) => run(expression) !== true);
  if (broken === undefined) return undefined;
  return broken.messageExpression === undefined ? broken.message : String(run(broken.messageExpression));
}
