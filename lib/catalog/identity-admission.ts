import type { V1ValidatingAdmissionPolicy, V1Variable } from '@kubernetes/client-node';
import { API_GROUP, IDENTITIES } from '../api';
import type { JobKind } from '../jobs/kind';
import { policyBinding, policyHeader } from '../k8s/admission-policy';
import type { KubeObject } from '../k8s/object';
import { jobRequests } from './job-requests';
import { fieldsNaming, present } from './reference-admission';

/** Name of the policy on identities. */
const POLICY = 'ds-identities';

/** The user of an identity, in whichever of the two spellings. */
const USER = 'has(identity.hadoop) && identity.hadoop != null ? string(identity.hadoop.id) : string(identity.id)';

/** Whether the author of the request may let jobs act as a user. */
const MAY_USE = `authorizer.group('${API_GROUP}').resource('${IDENTITIES}').namespace(request.namespace).name(field[1]).check('use').allowed()`;

function variablesOf(kinds: readonly JobKind[]): V1Variable[] {
  return [
    { name: 'spec', expression: 'dyn(object.spec)' },
    // Each user that the job acts as, with the field that names it.
    { name: 'fields', expression: fieldsNaming(kinds, 'identities').map(usersAt).join(' + ') },
  ];
}

function usersAt(field: string): string {
  return `(${present(field).join(' && ')} ? variables.spec.${field}.map(identity, ['spec.${field}', ${USER}]) : [])`;
}

/** The API server gives messages no authorizer: all users are named, of whom a job has one. */
const MESSAGE =
  `variables.fields[0][0] + ': ' + request.userInfo.username + ' may not submit jobs that act as this user (given "'` +
  ` + variables.fields.map(field, field[1]).join('", "') + '"). Allowed: users that the tenant ' + request.namespace + ' grants to you.` +
  ` Leave the identity out, or ask the platform team to add it to identities of the tenant.'`;

/** What is given to a job after its creation says who gets in, and so who acts as its user: whoever gives it is asked as if they had made it. */
function letsSomebodyIn(kinds: readonly JobKind[]): string {
  const fields = [...new Set(kinds.flatMap(({ givenOnce = [] }) => givenOnce))];
  return fields.map((field) => `has(object.spec.${field}) && !has(oldObject.spec.${field})`).join(' || ') || 'false';
}

/**
 * Refuses a new job that acts as a user whom its author may not act as, and what lets the first people into such a job: who may is RBAC, the verb
 * `use` on `identities` of our group, by the name of the user. Who submits for somebody else, or as a ServiceAccount, is asked about as such.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function identitiesPolicy(kinds: readonly JobKind[]): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', POLICY),
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: jobRequests(kinds, 'CREATE', 'UPDATE'),
      matchConditions: [{ name: 'lets-somebody-act', expression: `request.operation == 'CREATE' || (${letsSomebodyIn(kinds)})` }],
      variables: variablesOf(kinds),
      validations: [
        {
          expression: `variables.fields.all(field, ${MAY_USE})`,
          reason: 'Forbidden',
          message: 'spec.identities: you may not submit jobs that act as this user. Leave the identity out, or ask the platform team for it.',
          messageExpression: MESSAGE,
        },
      ],
    },
  } satisfies KubeObject & V1ValidatingAdmissionPolicy;
  return [policy, policyBinding(POLICY)];
}
