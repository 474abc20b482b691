import type { Json } from '../k8s/object';

/** What a platform has otherwise than the table of engines. */
export interface EngineOverrideSpec {
  /**
   * Whether the platform installs the engine. `false`: it is in the cluster already.
   * @default - what the platform needs is installed
   */
  install?: boolean;
  /**
   * Where the chart is: a folder or packed chart (a path from the folder of Pulumi.yaml that begins with `./`, `../` or `/`), or an `oci://` reference.
   * @default - the `chartMirror`, else the engine's own repository
   * @example ./charts/kueue
   */
  chart?: string;
  /** Version of the chart. @default - the version in the table of engines */
  version?: string;
  /** Values of the chart that are put over those of the platform: mappings are merged, all else is replaced. @default - none */
  values?: Record<string, Json>;
}

/** Engines by name, where they differ from the table of engines. */
export type EngineOverrides = Record<string, EngineOverrideSpec>;
