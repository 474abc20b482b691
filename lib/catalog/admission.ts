import type { V1ValidatingAdmissionPolicy, V1Variable } from '@kubernetes/client-node';
import { CATALOG_NAME, TENANT_ANNOTATIONS } from '../api';
import { missingEngine, pathOf } from '../jobs/common/engines';
import type { EngineNeed, JobKind } from '../jobs/kind';
import { policyBinding, policyHeader } from '../k8s/admission-policy';
import type { KubeObject } from '../k8s/object';
import { fieldsNaming, present, referenceVariables } from './reference-admission';
import { jobRequests } from './job-requests';

/** Keys of the catalog's ConfigMap with the names that a job may give, separated by commas: the policies cannot read JSON. */
export const NAMES_KEYS = { runtimes: 'runtimes', sizes: 'sizes', priorities: 'priorities', engines: 'engines' } as const;

/** What a refusal of an unknown name ends with. */
const FIX = 'Choose one of them, or ask the platform team to add it to the catalog.';

/** Priorities that the namespace allows: those of its tenant, else all of the catalog. */
const PRIORITIES =
  `'${TENANT_ANNOTATIONS.priorities}' in variables.annotations ? variables.annotations['${TENANT_ANNOTATIONS.priorities}'].split(',')` +
  ` : params.data.${NAMES_KEYS.priorities}.split(',')`;

/** The priority that a job names; an empty one, which no namespace allows, where it must name one and does not. */
function priorityFields(kinds: readonly JobKind[]): string {
  const lists = fieldsNaming(kinds, 'priority').map(
    (field) =>
      `${present(field).join(' && ')} ? [['spec.${field}', string(variables.spec.${field})]]` +
      ` : '${TENANT_ANNOTATIONS.priorityRequired}' in variables.annotations ? [['spec.${field}', '']] : []`,
  );
  return lists.length === 1 ? lists.join('') : lists.map((list) => `(${list})`).join(' + ') || '[]';
}

/** A kind of job, and an engine that its jobs need. */
interface KindNeed extends EngineNeed {
  readonly kind: string;
}

/** Errors of a job that needs an engine which the platform lacks: one expression for each engine that kinds of job need. */
function missingEngines(kinds: readonly JobKind[]): string {
  const needs = kinds.flatMap(({ kind, needs: engines = [] }) => engines.map((need) => ({ kind, ...need })));
  return needs.length === 0 ? '[]' : needs.map((need) => `(${asksFor(need)} && !('${need.engine}' in variables.engines) ? [${engineMessage(need)}] : [])`).join(' + ');
}

function asksFor({ kind, when }: KindNeed): string {
  const asked = `object.kind == '${kind}'`;
  return when === undefined ? asked : `${asked} && has(variables.spec.${when.field}) && variables.spec.${when.field} == '${when.value}'`;
}

function engineMessage(need: KindNeed): string {
  const error = `${pathOf(need)}: ${missingEngine(need, JSON.stringify(need.when?.value ?? need.kind), '@')}`;
  const [before = '', after = ''] = error.split('@');
  return `'${before}' + variables.engines.join(', ') + '${after}'`;
}

const CATALOG_VARIABLES: readonly V1Variable[] = [
  { name: 'spec', expression: 'dyn(object.spec)' },
  { name: 'annotations', expression: 'has(namespaceObject.metadata.annotations) ? namespaceObject.metadata.annotations : {}' },
  { name: 'engines', expression: `'${NAMES_KEYS.engines}' in params.data ? params.data.${NAMES_KEYS.engines}.split(', ') : ['none']` },
  { name: 'priorities', expression: PRIORITIES },
];

function variablesOf(kinds: readonly JobKind[]): V1Variable[] {
  return [
    ...CATALOG_VARIABLES,
    { name: 'priorityFields', expression: priorityFields(kinds) },
    { name: 'unknownPriorities', expression: unknown('priority of this namespace', 'priorityFields', 'priorities') },
    ...referenceVariables(kinds, FIX),
    { name: 'missingEngines', expression: missingEngines(kinds) },
  ];
}

/** Everything that the catalog has against a job. */
const ERRORS = '(variables.unknownNames + variables.unknownPriorities + variables.missingEngines)';

/** A list of errors, one for each field whose name is not on the list. */
function unknown(noun: string, fields: string, names: string): string {
  const message = `field[0] + ': not a ${noun} (given "' + field[1] + '"). Allowed: ' + variables.${names}.join(', ') + '. ${FIX}'`;
  return `variables.${fields}.filter(field, !(field[1] in variables.${names})).map(field, ${message})`;
}

/**
 * Refuses a new job that names a runtime, a size or a priority that the catalog lacks, or a priority that its tenant may not use, or that needs an engine that the platform lacks. All are
 * checked in one rule, since the API server reports the first broken rule alone. Without the catalog's ConfigMap every new job is refused.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function catalogPolicy(namespace: string, kinds: readonly JobKind[]): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', CATALOG_NAME),
    spec: {
      failurePolicy: 'Fail',
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConstraints: jobRequests(kinds, 'CREATE'),
      variables: variablesOf(kinds),
      validations: [
        {
          expression: `${ERRORS}.size() == 0`,
          reason: 'Invalid',
          message: `The job names a runtime, a size or a priority, or needs an engine, that this platform does not have. ${FIX}`,
          messageExpression: `${ERRORS}.join(' ')`,
        },
      ],
    },
  } satisfies KubeObject & V1ValidatingAdmissionPolicy;
  return [policy, policyBinding(CATALOG_NAME, { name: CATALOG_NAME, namespace, parameterNotFoundAction: 'Deny' })];
}

/** Name of the policy that keeps a job's arguments as they were. */
const ARGS_POLICY = 'ds-immutable-args';

/**
 * Refuses a change of `spec.args`. The rest of a spec is kept by rules in the CRD, which cannot see a field that is a string or a list
 * (they do see the untyped value of a patch, as a part of its list). Neither status nor the end of a job that is being deleted is looked at.
 */
export function immutableArgsPolicy(kinds: readonly JobKind[]): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', ARGS_POLICY),
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: jobRequests(kinds, 'UPDATE'),
      matchConditions: [{ name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' }],
      variables: [
        { name: 'old', expression: 'dyn(oldObject.spec)' },
        { name: 'new', expression: 'dyn(object.spec)' },
      ],
      validations: [
        sameArgs('spec', 'variables.old', 'variables.new'),
        ...[...new Set(kinds.flatMap(({ wraps }) => wraps ?? []))].map(sameArgsWithin),
      ],
    },
  } satisfies KubeObject & V1ValidatingAdmissionPolicy;
  return [policy, policyBinding(ARGS_POLICY)];
}

/** The same for the arguments of a job that another holds. @param spec where its spec is: `trial.spec` */
function sameArgsWithin(spec: string) {
  const [head = ''] = spec.split('.');
  return sameArgs(`spec.${spec}`, `variables.old.${spec}`, `variables.new.${spec}`, `!has(variables.old.${head}) || !has(variables.new.${head}) || `);
}

function sameArgs(path: string, before: string, now: string, unless = '') {
  const same = `has(${before}.args) == has(${now}.args) && (!has(${before}.args) || ${before}.args == ${now}.args)`;
  return { expression: unless === '' ? same : `${unless}(${same})`, reason: 'Invalid', message: `${path}.args: cannot be changed after the job was created. Delete the job and submit it anew.` };
}
