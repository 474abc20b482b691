import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached, fileDigest } from '../images/cache';
import { requirePackages } from '../prerequisites';
import { run } from '../run';

/** A file of a Maven repository, with what it must be. */
export interface MavenArtifact {
  /** `group:artifact:version`, and `:packaging:classifier` where it is not a plain jar. */
  readonly coordinates: string;
  readonly sha256: string;
}

/** The plugin of Maven that fetches files. */
const FETCH = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

/** The path of an artifact, fetched once by Maven from where this machine's Maven looks. @throws Error when it is another file than was pinned */
export async function mavenArtifact({ coordinates, sha256 }: MavenArtifact): Promise<string> {
  const [, name = '', version = ''] = coordinates.split(':');
  const folder = await cached({
    area: 'maven',
    name: `${name}-${version}`,
    inputs: { coordinates, sha256 },
    build: async (target) => {
      await requirePackages(['maven']);
      await run('mvn', ['--batch-mode', '--quiet', FETCH, `-Dartifact=${coordinates}`, `-DoutputDirectory=${target}`]);
      const actual = await fileDigest(await onlyFile(target));
      if (actual !== sha256) throw new Error(`${coordinates} has the SHA-256 ${actual}, not ${sha256} as pinned.`);
    },
  });
  return onlyFile(folder);
}

async function onlyFile(folder: string): Promise<string> {
  const [file = ''] = await fs.readdir(folder);
  return path.join(folder, file);
}
