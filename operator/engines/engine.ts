import type { Report } from '../../lib/jobs/kind';
import type { PodSelection } from '../../lib/observed/pods';
import type { JsonObject } from '../../lib/observed/read';

/** What the operator knows of the native object that runs a job, whatever engine it belongs to. */
export interface ObservedRun {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** The queue that it is given to; none if it is in no queue. */
  readonly queue: string | undefined;
  readonly created: string | undefined;
  readonly deleting: boolean;
  /** Whether its pods may not run, as somebody (Kueue) asked or as its controller still reports. */
  readonly suspended: boolean;
  /** Since when it is suspended, where its controller tells. */
  readonly suspendedSince: string | undefined;
  /** When it was last allowed to run; none while it is suspended. */
  readonly started: string | undefined;
  /** How often it was started again after a failure. */
  readonly restarts: number;
  /** Whether it is known that pods of it run or have run. */
  readonly active: boolean;
  /** How it ended; none until then. */
  readonly end: ObservedRunEnd | undefined;
  /** Its pods. */
  readonly pods: PodSelection;
  /** What it has found out so far, where the object itself tells. */
  readonly report?: Report;
}

/** How a run ended. */
export interface ObservedRunEnd {
  readonly failed: boolean;
  /** The controller's word for it, and its sentence. */
  readonly reason: string;
  readonly message: string;
  readonly since: string | undefined;
  /** Whether it was ended because it ran longer than it may. */
  readonly late: boolean;
  /** The group of pods ({@link ObservedPod.group}) that failed first, where the controller tells. */
  readonly firstFailed: string | undefined;
}

/** How the native objects of one kind are read. */
export interface EngineReader {
  /** Kind of the objects, and their API group. */
  readonly kind: string;
  readonly group: string;
  /**
   * Field of the spec with the seconds after which an ended object removes itself. The operator makes objects without it: one that
   * removed itself might do so before its end was seen, and the job would run again.
   */
  readonly timeToLive: string;
  /**
   * The one pod that a run lives and dies with, where the engine takes the loss of it for a failure of the run: its group
   * ({@link ObservedPod.group}), and its name by that of the object, which two runs cannot have at the same time.
   * @default - the engine makes pods again that are lost
   */
  readonly vitalPod?: { readonly group: string; readonly nameOf: (object: string) => string };
  /** The object with no more than {@link read} reads of it: the operator keeps nothing else, and looks at a job only when that changes. */
  keep(object: JsonObject): JsonObject;
  /** What the object tells; nothing if it is none. */
  read(object: JsonObject): ObservedRun | undefined;
}
