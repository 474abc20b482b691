import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { LABELS, MANAGED_BY } from '../../lib/api';
import type { EngineName } from '../../lib/engines/engine';
import type { PlannedEngine } from '../../lib/engines/plan';
import type { Json } from '../../lib/k8s/object';
import type { KubeObject } from '../../lib/k8s/object';
import { Engine } from './engine';

/** What {@link Engines} installs. */
export interface EnginesArgs {
  /** The engines, each after those that it waits for. */
  readonly engines: readonly PlannedEngine[];
  /** Values of charts that are secret, by engine. */
  readonly secretValues: Readonly<Partial<Record<EngineName, pulumi.Output<Record<string, Json>>>>>;
  /** Folder that paths of charts start from. */
  readonly root: string;
  readonly kept: k8s.Provider;
}

/** The upstream engines of a platform, each in its namespace and after those that it needs. */
export class Engines extends pulumi.ComponentResource {
  private readonly installed = new Map<EngineName, Engine>();
  private readonly plans: readonly PlannedEngine[];

  constructor(name: string, { engines, secretValues, root, kept }: EnginesArgs, options?: pulumi.ComponentResourceOptions) {
    super('mlplatform:engine:Engines', name, {}, options);
    this.plans = engines;
    const namespaces = new Map<string, k8s.core.v1.Namespace>();
    for (const engine of engines) {
      const { namespace, podSecurity, name: engineName } = engine.definition;
      const made = namespaces.get(namespace) ?? new k8s.core.v1.Namespace(namespace, { metadata: { name: namespace, labels: namespaceLabels(podSecurity) } }, { parent: this });
      namespaces.set(namespace, made);
      const after = [made, ...engine.after.map((before) => this.installed.get(before) as Engine)];
      this.installed.set(engineName, new Engine(engineName, { engine, secretValues: secretValues[engineName], root, kept, after }, { parent: this }));
    }
    this.registerOutputs({ engines: [...this.installed.keys()] });
  }

  /** An engine that is installed here; undefined if it is not. */
  get(name: EngineName): Engine | undefined {
    return this.installed.get(name);
  }

  /** The engines that define or guard any of the objects: they must be ready before. */
  neededBy(objects: readonly KubeObject[]): pulumi.Resource[] {
    const groups = new Set(objects.map(({ apiVersion }) => apiVersion.split('/')[0]));
    return this.plans.filter(({ definition }) => definition.apiGroups.some((group) => groups.has(group))).map(({ definition }) => this.installed.get(definition.name) as Engine);
  }
}

function namespaceLabels(level: string): Record<string, string> {
  return { [LABELS.managedBy]: MANAGED_BY, ...Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level])) };
}
