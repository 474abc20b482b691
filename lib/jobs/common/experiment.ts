import { ANNOTATIONS } from '../../api';
import { byteLength } from '../../schema/bounds';
import type { FieldError } from '../../errors';
import type { Job } from '../kind';

/** Longest name of a project or an experiment: as long as a label, since jobs are counted and shown by them. */
const MAX_NAME = 63;

/** What is wrong with the names of the project and the experiment of a job. */
export function checkExperimentNames({ metadata: { annotations = {} } }: Job): FieldError[] {
  return Object.values(ANNOTATIONS).flatMap((key) => {
    const name = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    if (name === undefined || byteLength(name) <= MAX_NAME) return [];
    return [{ path: `metadata.annotations.${key}`, reason: `is too long (given ${byteLength(name)} bytes). Allowed: at most ${MAX_NAME}. Shorten it, and keep the long text in an annotation of your own.` }];
  });
}
