import { ApiObject } from 'cdk8s';
import { toYaml } from '../lib/yaml/write';

/** How the package `yaml`, with which cdk8s writes, knows what writes itself. @see https://github.com/eemeli/yaml/blob/v2.9.1/src/nodes/identity.ts */
const NODE_TYPE = Symbol.for('yaml.node.type');
const ALIAS = Symbol.for('yaml.alias');

/**
 * An object that cdk8s writes so that every reader finds what it holds. cdk8s quotes by YAML 1.1 alone, so it leaves `0o22` as it is, which
 * the API server takes for 18. To whoever looks at it as data it is the same plain object.
 */
export class ManifestObject extends ApiObject {
  override toJson(): unknown {
    const manifest = super.toJson() as object;
    const hidden = { enumerable: false, configurable: true, writable: true };
    Object.defineProperty(manifest, NODE_TYPE, { ...hidden, value: ALIAS });
    // Whoever writes YAML gives what it knows of the document; others ask for a text.
    return Object.defineProperty(manifest, 'toString', { ...hidden, value: (document?: object) => (document === undefined ? '[object Object]' : toYaml([manifest]).slice(0, -1)) });
  }
}
