import type { JVMJobSpec } from '../lib/jobs/jvm/spec';

/** The jar of a job: where it is, and what it must be. */
export class Jar {
  /**
   * An artifact of the platform's Maven repository.
   * @param coordinates `group:artifact:version`, with `:classifier` where it has one
   * @param sha256 SHA-256 of the jar; without it, the checksum that the repository keeps beside the jar is checked
   */
  static fromMaven(coordinates: string, sha256?: string): Jar {
    return new Jar({ jar: coordinates, ...(sha256 !== undefined && { sha256 }) });
  }

  /** A file at an http(s) address, with its SHA-256. */
  static fromUri(uri: string, sha256: string): Jar {
    return new Jar({ jar: uri, sha256 });
  }

  private constructor(
    /** As it stands in the job's spec. */
    readonly spec: Pick<JVMJobSpec, 'jar' | 'sha256'>,
  ) {}
}
