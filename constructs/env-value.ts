import type { EnvVar } from '../lib/jobs/common/spec';

/** The value of an environment variable, or where it comes from. */
export class EnvValue {
  /** A value that everybody may read: it stands in the manifest. */
  static fromValue(value: string): EnvValue {
    return new EnvValue({ value });
  }

  /** A key of a Secret of the job's namespace. */
  static fromSecret(name: string, key: string): EnvValue {
    return new EnvValue({ valueFrom: { secretKeyRef: { name, key } } });
  }

  /** A key of a ConfigMap of the job's namespace. */
  static fromConfigMap(name: string, key: string): EnvValue {
    return new EnvValue({ valueFrom: { configMapKeyRef: { name, key } } });
  }

  private constructor(
    /** As it stands in the job's spec, without the name. */
    readonly source: Omit<EnvVar, 'name'>,
  ) {}
}
