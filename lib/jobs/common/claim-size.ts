import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import { Quantity } from '../../quantity/quantity';

/** A volume that a team would notice. */
const LARGEST = '1Ti';

/** The error of a volume that is larger than one job may keep from others. @param size as a Kubernetes quantity */
export function checkClaimSize(path: string, size: string, { limits }: Catalog): FieldError[] {
  const most = limits?.workspaceSize ?? LARGEST;
  if (Quantity.parse(size).compare(Quantity.parse(most)) <= 0) return [];
  return [{ path, reason: `is too large on this platform (given ${JSON.stringify(size)}). Allowed: at most ${most} (limits.workspaceSize of the catalog). Lower it, or keep data in datasets.` }];
}
