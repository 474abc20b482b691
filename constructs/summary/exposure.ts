import type { IConstruct } from 'constructs';
import { IstioIngress } from '../istio-ingress';
import type { SummarySection } from './section';
import { textTable } from './text-table';

/** What can be reached from outside of the cluster, and by whom. */
export function exposureSection(constructs: readonly IConstruct[]): SummarySection {
  const exposed = constructs.filter((construct) => construct instanceof IstioIngress).flatMap((ingress) => ingress.exposed);
  if (exposed.length === 0) return { text: 'EXPOSED TO NOBODY: no ingress leads into the cluster.\n', problems: [] };
  const rows = exposed.map(({ host, path, service, groups, users }) => [`https://${host}${path}`, service, [...groups.map((group) => `group ${group}`), ...users.map((user) => `user ${user}`)].join(', ')]);
  return { text: textTable(['EXPOSED AT', 'SERVICE', 'TO WHOM'], rows), problems: [] };
}
