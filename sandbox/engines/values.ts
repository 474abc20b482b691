import * as yaml from 'js-yaml';
import { merge } from '../../lib/engines/plan';
import { engineOf } from '../../lib/engines/table';
import type { Json } from '../../lib/k8s/object';
import { imageReference } from '../images/catalogue';
import type { Engine } from '../plan';
import { DEFINITIONS } from './definitions';

type Values = Record<string, Json>;

/** What the sandbox has otherwise than the table of engines. All else is what a platform gets. */
const DIFFERENCES: Readonly<Partial<Record<Engine, (values: Values) => Values>>> = {
  jobset: () => ({ controller: ALONE }),
  kueue: (values) => ({ managerConfig: { controllerManagerConfigYaml: alone(values) } }),
  'spark-operator': () => ({ controller: ALONE, webhook: ALONE }),
};

/** With an election, a new pod would wait for the lease of the old one. */
const ALONE = { leaderElection: { enable: false } };

/** Kueue's configuration is one text. */
function alone({ managerConfig }: Values): string {
  const { controllerManagerConfigYaml } = managerConfig as { controllerManagerConfigYaml: string };
  const configuration = yaml.load(controllerManagerConfigYaml) as { leaderElection?: object };
  return yaml.dump({ ...configuration, leaderElection: { ...configuration.leaderElection, leaderElect: false } });
}

/**
 * The values of an engine's chart: those of the table of engines, for a platform that has all of it, with the images made here. Queues
 * without a cohort do not notice fair sharing; where Spark's kinds are not there, Kueue waits for them.
 */
export function chartValues(engine: Engine): Values {
  const { installation, image } = DEFINITIONS[engine];
  const values = engineOf(installation.engine).values({ image: () => imageReference(image), fairSharing: true, spark: true });
  return merge(values, DIFFERENCES[engine]?.(values) ?? {});
}
