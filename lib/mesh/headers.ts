import type { JwtSpec } from './spec';

/**
 * Headers in which programs behind a login proxy believe a name. Nothing in front of the services has checked them, so they are taken
 * out of every request.
 */
const BELIEVED = [
  'kubeflow-userid',
  'remote-user',
  'x-auth-request-access-token',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-auth-request-user',
  'x-forwarded-access-token',
  'x-forwarded-email',
  'x-forwarded-groups',
  'x-forwarded-preferred-username',
  'x-forwarded-user',
  'x-remote-group',
  'x-remote-user',
  'x-webauth-user',
];

/** What a client must not tell a service; what the token tells has replaced the client's word already. */
export function removedHeaders({ claimHeaders = {} }: Pick<JwtSpec, 'claimHeaders'>): string[] {
  const told = new Set(Object.keys(claimHeaders).map((name) => name.toLowerCase()));
  return BELIEVED.filter((name) => !told.has(name));
}
