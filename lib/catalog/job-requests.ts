import type { V1MatchResources } from '@kubernetes/client-node';
import { API_GROUP, API_VERSION } from '../api';
import type { JobKind } from '../jobs/kind';

/** Requests about jobs of these kinds that a policy is asked about. */
export function jobRequests(kinds: readonly JobKind[], ...operations: ('CREATE' | 'UPDATE')[]): V1MatchResources {
  const rule = { apiGroups: [API_GROUP], apiVersions: [API_VERSION], operations, resources: kinds.map(({ plural }) => plural).sort(), scope: 'Namespaced' };
  return { matchPolicy: 'Equivalent', resourceRules: [rule] };
}
