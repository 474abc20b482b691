import { applyPatch, type Operation } from 'rfc6902';
import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import type { FieldError } from '../../errors';
import type { PodTemplatePatch } from './spec';

/** A patch that cannot be applied, with its place among the others. */
export class PatchError extends Error {
  constructor(
    readonly index: number,
    readonly patch: PodTemplatePatch,
    cause: string,
  ) {
    super(`podTemplatePatches[${index}]: ${cause}`);
    this.name = 'PatchError';
  }

  /** The error as people read it. */
  toFieldError(): FieldError {
    return {
      path: `spec.podTemplatePatches[${this.index}].path`,
      reason: `does not exist in the pod template (given ${JSON.stringify(this.patch.path)}). Allowed: a place that exists, or a new member of one that does. Add its parent first, or correct the path.`,
    };
  }
}

/** The pod template with the operations applied in their order; the template given is not changed. @throws PatchError */
export function applyPatches(template: V1PodTemplateSpec, patches: readonly PodTemplatePatch[]): V1PodTemplateSpec {
  if (patches.length === 0) return template;
  const result = structuredClone(template);
  patches.forEach((patch, index) => {
    const [error] = applyPatch(result, [structuredClone(patch) as Operation]);
    if (error) throw new PatchError(index, patch, error.message);
  });
  return result;
}
