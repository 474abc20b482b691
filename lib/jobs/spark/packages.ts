import type { Catalog } from '../../catalog/spec';
import { literal } from '../common/args';
import type { HelperContainer } from '../common/supplement';
import { oneOfEach, ownVariables, textVariable } from '../common/variable';
import type { SparkJobSpec } from './spec';

/** Where the libraries are, in the driver and in every executor. */
export const PACKAGES_PATH = '/opt/ds/packages';

/**
 * Fetches libraries with all that they depend on, by the resolver that every Spark carries. Spark's own way would have the operator
 * fetch them too, and put them on the class path of a program that may read every namespace.
 * @see https://ant.apache.org/ivy/history/latest-milestone/standalone.html
 */
const FETCH = `\
set -eu
mkdir -p /tmp/ivy
printf '%s' "$DS_IVY_SETTINGS" >/tmp/ivy/settings.xml
printf '%s' "$DS_IVY_PACKAGES" >/tmp/ivy/ivy.xml
exec java -jar "\${SPARK_HOME:-/opt/spark}"/jars/ivy-*.jar -warn -settings /tmp/ivy/settings.xml -ivy /tmp/ivy/ivy.xml -cache /tmp/ivy/cache \
  -types jar bundle -confs default -retrieve "${PACKAGES_PATH}/[organisation]_[artifact]-[revision](-[classifier]).[ext]"
`;

/** The container that fetches libraries. The catalog has a Maven repository. */
export function fetchContainer(spec: SparkJobSpec, { maven }: Catalog): HelperContainer {
  const { packages = [] } = spec;
  return {
    name: 'packages',
    command: ['/bin/sh', '-c', literal(FETCH)],
    env: oneOfEach([textVariable('DS_IVY_SETTINGS', settings(maven?.url ?? '')), textVariable('DS_IVY_PACKAGES', dependencies(packages))], ownVariables(spec)),
  };
}

function settings(url: string): string {
  return `<ivysettings><settings defaultResolver="maven"/><resolvers><ibiblio name="maven" m2compatible="true" root="${attribute(url)}"/></resolvers></ivysettings>`;
}

function dependencies(packages: readonly string[]): string {
  const each = packages.map((coordinates) => {
    const [org, name, rev] = coordinates.split(':').map(attribute);
    return `<dependency org="${org}" name="${name}" rev="${rev}" conf="default->default"/>`;
  });
  return `<ivy-module version="2.0"><info organisation="ds" module="packages"/><configurations><conf name="default"/></configurations><dependencies>${each.join('')}</dependencies></ivy-module>`;
}

/** A text as the value of an attribute in XML. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
