import { versionFolder } from '../common/maven';

/** Whether a job names its jar by Maven coordinates; else it gives its address. The text fits the schema. */
export function isCoordinates(jar: string): boolean {
  return !jar.includes('://');
}

/**
 * Address of an artifact in a Maven repository.
 * @see https://maven.apache.org/repository/layout.html
 */
export function artifactUrl(repository: string, coordinates: string): string {
  const [group = '', artifact = '', version = '', classifier] = coordinates.split(':');
  const file = [artifact, version, ...(classifier === undefined ? [] : [classifier])].join('-');
  return `${repository.replace(/\/+$/, '')}/${group.replaceAll('.', '/')}/${artifact}/${versionFolder(version)}/${file}.jar`;
}
