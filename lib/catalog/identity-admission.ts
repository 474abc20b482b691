import type { V1ValidatingAdmissionPolicy, V1Variable } from '@kubernetes/client-node';
import { API_GROUP, IDENTITIES } from '../api';
import type { KubeObject } from '../k8s/object';
import { jobRequests, policyBinding, policyHeader } from './policy';

/** Name of the policy on identities. */
const POLICY = 'ds-identities';

/** Where a kind of job may name identities: its own, and those of the job that it wraps. */
const PLACES = [['identities'], ['trial', 'spec', 'identities']];

/** The user of an identity, in whichever of the two spellings. */
const USER = 'has(identity.hadoop) && identity.hadoop != null ? string(identity.hadoop.id) : string(identity.id)';

/** Whether the author of the request may let jobs act as a user. */
const MAY_USE = `authorizer.group('${API_GROUP}').resource('${IDENTITIES}').namespace(request.namespace).name(field[1]).check('use').allowed()`;

const VARIABLES: V1Variable[] = [
  { name: 'spec', expression: 'dyn(object.spec)' },
  // Each user that the job acts as, with the field that names it.
  { name: 'fields', expression: PLACES.map(fieldsAt).join(' + ') },
];

function fieldsAt(place: readonly string[]): string {
  const paths = place.map((_, index) => ['variables.spec', ...place.slice(0, index + 1)].join('.'));
  const there = paths.map((path) => `has(${path})`).join(' && ');
  return `(${there} ? ${paths.at(-1)}.map(identity, ['spec.${place.join('.')}', ${USER}]) : [])`;
}

/** The API server gives messages no authorizer: all users are named, of whom a job has one. */
const MESSAGE =
  `variables.fields[0][0] + ': ' + request.userInfo.username + ' may not submit jobs that act as this user (given "'` +
  ` + variables.fields.map(field, field[1]).join('", "') + '"). Allowed: users that the tenant ' + request.namespace + ' grants to you.` +
  ` Leave the identity out, or ask the platform team to add it to identities of the tenant.'`;

/** A notebook's tokens say who gets in, and so who acts as its user: whoever gives it some is asked as if they had made it. */
const LETS_SOMEBODY_IN = 'has(object.spec.tokenHashes) && !has(oldObject.spec.tokenHashes)';

/**
 * Refuses a new job that acts as a user whom its author may not act as, and the first tokens of such a notebook: who may is RBAC, the verb
 * `use` on `identities` of our group, by the name of the user. Who submits for somebody else, or as a ServiceAccount, is asked about as such.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function identitiesPolicy(plurals: readonly string[]): KubeObject[] {
  const policy = {
    ...policyHeader('ValidatingAdmissionPolicy', POLICY),
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: jobRequests(plurals, 'CREATE', 'UPDATE'),
      matchConditions: [{ name: 'lets-somebody-act', expression: `request.operation == 'CREATE' || (${LETS_SOMEBODY_IN})` }],
      variables: VARIABLES,
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
