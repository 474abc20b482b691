import type { V1Container } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { nodeImage } from '../../catalog/images';
import programs from '../../programs/jvm.json';
import { literal } from '../common/args';
import { oneOfEach, optionalVariable, ownVariables, textVariable } from '../common/variable';
import { artifactUrl, isCoordinates } from './jar';
import type { JVMJobSpec } from './spec';

/** Volume that the jar is put in. */
export const JAR_VOLUME = 'jar';

/** Where that volume is, in every container of the pod. */
export const JAR_FOLDER = '/opt/ds/jar';

/** The jar, whatever it was called. */
export const JAR_PATH = `${JAR_FOLDER}/program.jar`;

/** Name of the init container that fetches the jar. */
export const JAR_CONTAINER = 'jar';

/** What the container that fetches the jar runs. The job is valid. */
export function fetchContainer(spec: JVMJobSpec, catalog: Catalog): Pick<V1Container, 'name' | 'image' | 'command' | 'env'> {
  const { jar, sha256 } = spec;
  const url = isCoordinates(jar) ? artifactUrl(catalog.maven?.url ?? '', jar) : jar;
  return {
    name: JAR_CONTAINER,
    image: nodeImage(catalog),
    command: ['node', '--input-type=module', '--eval', literal(programs.fetchJar), JAR_PATH],
    // Node.js goes through a proxy that variables name only if it is told so.
    env: oneOfEach([textVariable('DS_JAR_URL', url), ...optionalVariable('DS_JAR_SHA256', sha256), textVariable('NODE_USE_ENV_PROXY', '1')], ownVariables(spec)),
  };
}
