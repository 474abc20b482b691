import { applyPatch, type Operation } from 'rfc6902';
import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import type { FieldError } from '../../errors';
import type { PodTemplatePatch } from './spec';

/** A patch that cannot be applied, or that takes the pod off what the platform has decided. */
export class PatchError extends Error {
  constructor(readonly error: FieldError) {
    super(error.path);
    this.name = 'PatchError';
  }
}

/**
 * The pod template with the operations applied in their order; the template given is not changed. Labels and node selectors of the
 * platform stay as they are: they decide which quota pays for the pod and where it runs.
 * @throws PatchError
 */
export function applyPatches(template: V1PodTemplateSpec, patches: readonly PodTemplatePatch[]): V1PodTemplateSpec {
  if (patches.length === 0) return template;
  const result = copy(template);
  patches.forEach((patch, index) => {
    const path = `spec.podTemplatePatches[${index}].path`;
    const given = `(given ${JSON.stringify(patch.path)})`;
    const [error] = applyPatch(result, [copy(patch) as Operation]);
    if (error) throw new PatchError({ path, reason: `does not exist in the pod template ${given}. Allowed: a place that exists, or a new member of one that does. Add its parent first, or correct the path.` });
    const [lost] = [...changed(template.metadata?.labels, result.metadata?.labels), ...changed(template.spec?.nodeSelector, result.spec?.nodeSelector)];
    if (lost !== undefined) throw new PatchError({ path, reason: `changes ${lost}, which belongs to the platform ${given}. Allowed: labels and selectors beside the platform's own. Choose another size or queue instead.` });
  });
  return result;
}

/** A copy of plain data. Not `structuredClone`: under jest it makes lists that rfc6902 does not take for lists. */
function copy<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

/** Keys that no longer have the value that they had. */
function changed(before: Record<string, string> = {}, after: Record<string, string> = {}): string[] {
  return Object.keys(before).filter((key) => after[key] !== before[key]);
}
