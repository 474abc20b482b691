import type { Catalog } from '../../catalog/spec';
import programs from '../../programs/spark.json';
import { literal } from '../common/args';
import type { HelperContainer } from '../common/supplement';
import { oneOfEach, ownVariables, textVariable } from '../common/variable';
import type { SparkJobSpec } from './spec';

/** Where the libraries are, in the driver and in every executor: the program that fetches them has it as well. */
export const PACKAGES_PATH = '/opt/ds/packages';

/** The container that fetches libraries. The catalog has a Maven repository. */
export function fetchContainer(spec: SparkJobSpec, { maven }: Catalog): HelperContainer {
  const { packages = [] } = spec;
  return {
    name: 'packages',
    command: ['/bin/sh', '-c', literal(programs.fetchPackages)],
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
