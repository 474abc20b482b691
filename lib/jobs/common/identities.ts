import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { Identity, JobSpec } from './spec';

/** The user of an identity, in whichever of the two spellings. */
function userOf(identity: Identity): string | undefined {
  return identity.hadoop?.id ?? identity.id;
}

/** The Hadoop user that a job acts as; none if it names no identity. */
export function hadoopUser(spec: JobSpec): string | undefined {
  const identity = spec.identities?.[0];
  return identity && userOf(identity);
}

/** Whether the platform can act as the identities that a job names. */
export function validateIdentities(path: string, identities: readonly Identity[], catalog: Catalog): FieldError[] {
  if (identities.length === 0) return [];
  if (catalog.identityProviders?.hadoop === undefined) {
    return [
      {
        path: `${path}[0].hadoop`,
        reason: 'the platform has no such identity provider (given "hadoop"). Allowed: no identities. Remove it, or ask the platform\'s owners to set identityProviders.hadoop in the catalog.',
      },
    ];
  }
  return identities.slice(1).map((identity, index) => ({
    path: `${path}[${index + 1}]`,
    reason: `a job acts as one Hadoop user (given also ${JSON.stringify(userOf(identity))}). Allowed: one hadoop identity. Remove the others.`,
  }));
}
