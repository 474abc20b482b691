import type { Engine } from '../plan';
import { DEFINITIONS, workloadsOf, type EngineDefinition, type EngineWorkload } from './definitions';

/** A strategic merge patch, as kustomize takes it. */
type Patch = Readonly<Record<string, unknown>> & { readonly kind: string };

/**
 * What the sandbox changes in the workloads of an engine beside their values: one replica that a new one replaces, requests that leave room
 * on a small node, and probes that notice at once.
 */
export function patches(engine: Engine): Patch[] {
  const definition = DEFINITIONS[engine];
  return workloadsOf(definition).map((target) => workload(definition, target));
}

/** A busy machine answers late: an engine taken for dead then would make it busier. */
const TIMEOUT = { timeoutSeconds: 5 };

const READINESS = { ...TIMEOUT, initialDelaySeconds: 0, periodSeconds: 1 };

const PROBES = { readinessProbe: READINESS, livenessProbe: { ...TIMEOUT, initialDelaySeconds: 60 } };

function workload({ namespace }: EngineDefinition, { name, container }: EngineWorkload): Patch {
  const patched = { name: container, resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: null, memory: '1Gi' } }, ...PROBES };
  // Without leader election, a new pod must not start before the old one is gone.
  const spec = { replicas: 1, strategy: { type: 'Recreate' }, template: { spec: { containers: [patched] } } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec };
}
