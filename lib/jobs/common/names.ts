import type { PlacedRule } from '../../schema/rules';
import type { StructuralSchema } from '../../schema/structural';

/**
 * Longest name of a pod. JobSet refuses a job whose pods' names could grow longer.
 * @see https://github.com/kubernetes-sigs/jobset/blob/v0.12.0/pkg/webhooks/jobset_webhook.go
 */
const MAX_POD_NAME = 63;

/** What the Job controller puts behind a pod's name: `-` and five random characters. */
const RANDOM_SUFFIX = 6;

/** A set of pods of one job, as name rules see it. */
export interface NamedPods {
  /** Ends the engine object's name: `tf`. */
  readonly suffix: string;
  /** The replicated job: `worker`. */
  readonly role: string;
  /** CEL that tells whether the job has these pods. @default - it always has */
  readonly when?: string;
  /** CEL that gives their number. */
  readonly count: string;
}

/** Schema of a job's name: names of engine objects start with a letter, since they become DNS labels of pods. */
export const METADATA_SCHEMA: StructuralSchema = {
  type: 'object',
  properties: {
    name: {
      type: 'string',
      description: 'Name of the job: lower-case letters, digits and "-", starting with a letter, ending with a letter or digit.',
      example: 'tf-test',
      minLength: 1,
      maxLength: 253,
      pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$',
    },
  },
};

/**
 * Refuses a name with which the longest pod name, `<job>-<suffix>-<role>-0-<index>-<random>`, would not fit.
 * The rule is CEL, so that the API server and the command give the same verdict.
 */
export function podNameRule({ suffix, role, when, count }: NamedPods): PlacedRule {
  const fixed = `-${suffix}-${role}-0-`.length + RANDOM_SUFFIX;
  const excess = `size(self.metadata.name) + ${fixed} + size(string(${count} - 1)) - ${MAX_POD_NAME}`;
  const guard = when === undefined ? '' : `!(${when}) || `;
  return {
    at: '',
    rule: `${guard}${excess} <= 0`,
    message: `is too long for the names of the ${role} pods, which must fit ${MAX_POD_NAME} characters. Shorten it.`,
    messageExpression: `'is too long (given %d characters). Allowed: at most %d, so that the names of the ${role} pods fit ${MAX_POD_NAME}. Shorten it by %d.'.format([size(self.metadata.name), size(self.metadata.name) - (${excess}), ${excess}])`,
    fieldPath: '.metadata.name',
  };
}
