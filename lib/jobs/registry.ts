import { JVM_JOB } from './jvm/kind';
import type { JobKind } from './kind';
import { JUPYTER_NOTEBOOK } from './notebook/kind';
import { PYTHON_JOB } from './python/kind';
import { SPARK_JOB } from './spark/kind';
import { TENSORFLOW_JOB } from './tensorflow/kind';
import { hyperTune } from './tune/kind';

export type * from './jvm/spec';
export type * from './notebook/spec';
export type * from './python/spec';
export type * from './spark/spec';
export type * from './tensorflow/spec';
export type { Algorithm, EarlyStopping, FeasibleSpace, HyperTuneSpec, Objective, Parameter, Setting } from './tune/spec';

/** The kinds that run a program of their own. */
const PROGRAMS = [
  TENSORFLOW_JOB,
  PYTHON_JOB,
  SPARK_JOB,
  JVM_JOB,
  JUPYTER_NOTEBOOK,
] as readonly JobKind[];

/** Every kind of job. The one list of them: all that is to be known of a kind stands in its folder, and is found from here. */
export const JOB_KINDS: readonly JobKind[] = [...PROGRAMS, hyperTune(PROGRAMS.filter(({ trial }) => trial)) as JobKind];

/** The kind of that name; none if the platform has no such kind. */
export function jobKind(kind: string): JobKind | undefined {
  return JOB_KINDS.find((known) => known.kind === kind);
}
