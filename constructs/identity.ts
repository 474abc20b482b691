import type { Identity as IdentitySpec } from '../lib/jobs/common/spec';

/** A person or service that a job acts as. */
export class Identity {
  /** A Hadoop user, for HDFS. */
  static hadoop(id: string): Identity {
    return new Identity({ hadoop: { id } });
  }

  private constructor(
    /** As it stands in the job's spec. */
    readonly spec: IdentitySpec,
  ) {}
}
