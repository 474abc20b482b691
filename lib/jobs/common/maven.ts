/** Version of a snapshot that was put into a repository at a certain time, and its number there. @see https://maven.apache.org/ref/current/maven-resolver-provider/ */
const TIMESTAMPED = /^(.*-)?[0-9]{8}\.[0-9]{6}-[0-9]+$/;

/** The same for CEL, behind the group and the artifact. */
export const TIMESTAMPED_COORDINATES = '^[^:/]*:[^:/]*:([^:/]*-)?[0-9]{8}[.][0-9]{6}-[0-9]+(:|$)';

/** Coordinates whose version stands for a file that changes: a job that is started again would run something else. */
export const MOVING_COORDINATES = '^[^:/]*:[^:/]*:(LATEST|RELEASE|latest[.][a-z]+|[^:/]*[+]|([^:/]*-)?[Ss][Nn][Aa][Pp][Ss][Hh][Oo][Tt])(:|$)';

/** What Maven calls the kinds of files that it builds. */
const PACKAGINGS = 'jar|test-jar|pom|war|ear|ejb|rar|aar|bundle|maven-plugin|zip|java-source|javadoc';

/**
 * Coordinates as Maven prints them, `group:artifact:packaging:version`: a packaging where the version belongs. One that is not known is told by
 * what it has none of, and the version behind it begins with: digits.
 */
export const PACKAGING_COORDINATES = `^[^:/]*:[^:/]*:((${PACKAGINGS})(:|$)|[^:/0-9]+:[0-9])`;

/** Folder of a version in a repository: all builds of a snapshot are in one. @see https://maven.apache.org/repository/layout.html */
export function versionFolder(version: string): string {
  const [, base] = TIMESTAMPED.exec(version) ?? [];
  return TIMESTAMPED.test(version) ? `${base ?? ''}SNAPSHOT` : version;
}
