import type { DatasetSource, DatasetVersion } from '../jobs/common/spec';

/**
 * Data that jobs of a namespace read, in one version. The platform never writes it: a new version is new data in another place. Jobs keep the
 * version that they saw when they first started.
 */
export interface DatasetSpec extends DatasetSource {
  /** Version of the data. What it means cannot be changed: other data is another version. */
  version: DatasetVersion;
  /**
   * What the data is, for people.
   * @default - nothing is said
   * @maxLength 1024
   */
  description?: string;
}
