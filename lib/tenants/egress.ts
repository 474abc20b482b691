import type { FieldError } from '../errors';
import { checkCidr } from '../k8s/cidr';
import { checkLabels, checkObjectName } from '../nodes/names';
import type { EgressSpec } from './spec';

/** An exit's policy is named after it. */
const EXIT_PREFIX = 'ds-exit-';
const MAX_EXIT_NAME = 63 - EXIT_PREFIX.length;

/** Everything that is wrong with a named exit. @param before the exits that stand before it */
export function checkEgress(path: string, egress: EgressSpec, before: readonly EgressSpec[]): FieldError[] {
  return [
    ...checkExitName(`${path}.name`, egress.name, before),
    ...checkDestination(path, egress),
    ...(egress.ports.length > 0 ? [] : [noPorts(`${path}.ports`)]),
    ...egress.ports.flatMap(({ port }, index) => checkPort(`${path}.ports[${index}].port`, port)),
  ];
}

function checkExitName(path: string, name: string, before: readonly EgressSpec[]): FieldError[] {
  const errors = checkObjectName(path, name);
  if (errors.length === 0 && name.length > MAX_EXIT_NAME) {
    const over = name.length - MAX_EXIT_NAME;
    errors.push({ path, reason: `too long (given ${name.length} characters). Allowed: at most ${MAX_EXIT_NAME}. Shorten it by ${over}.` });
  }
  if (before.some((other) => other.name === name)) {
    errors.push({ path, reason: `given twice (${JSON.stringify(name)}). Allowed: one exit of a name. Rename one of them.` });
  }
  return errors;
}

/** Exactly one of the two: an empty or missing destination would be every address. */
function checkDestination(path: string, { namespaceSelector, cidr }: EgressSpec): FieldError[] {
  if ((namespaceSelector === undefined) === (cidr === undefined)) {
    const given = cidr === undefined ? 'neither' : 'both';
    return [{ path, reason: `no clear destination (given ${given}). Allowed: either namespaceSelector or cidr. Keep one of them.` }];
  }
  if (cidr !== undefined) return checkCidr(`${path}.cidr`, cidr);
  const labels = namespaceSelector ?? {};
  if (Object.keys(labels).length > 0) return checkLabels(`${path}.namespaceSelector`, labels);
  const reason = 'empty (given {}). Allowed: at least one label. Select a namespace, for example by kubernetes.io/metadata.name.';
  return [{ path: `${path}.namespaceSelector`, reason }];
}

function noPorts(path: string): FieldError {
  return { path, reason: 'empty (given []). Allowed: at least one port. Add the ports that are needed.' };
}

function checkPort(path: string, port: number): FieldError[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return [];
  return [{ path, reason: `not a port (given ${port}). Allowed: whole numbers from 1 to 65535. Correct it.` }];
}
