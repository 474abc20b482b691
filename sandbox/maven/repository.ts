import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached } from '../images/cache';
import { mavenArtifact, type MavenArtifact } from './artifact';

/** Programs that need nothing beside themselves: an interpreter of scripts, and one that starts with `java -jar`. */
const ARTIFACTS: readonly MavenArtifact[] = [
  { coordinates: 'org.apache.groovy:groovy:4.0.28', sha256: 'd77164a44ab994837e61eecead64721bdb1794fa2bc6704ac6fe70cd32ef9dd3' },
  { coordinates: 'info.picocli:picocli:4.7.7', sha256: 'f86e30fffd10d2b13b8caa8d4b237a7ee61f2ffccf5b1941de718b765d235bf8' },
];

/** A folder that is a Maven repository when it is served: each jar in its place, with its SHA-1 beside it, as most repositories have. */
export async function buildRepository(): Promise<string> {
  return cached({
    area: 'maven',
    name: 'repository',
    inputs: ARTIFACTS,
    build: async (target) => {
      for (const artifact of ARTIFACTS) {
        const [group = '', name = '', version = ''] = artifact.coordinates.split(':');
        const folder = path.join(target, ...group.split('.'), name, version);
        const jar = path.join(folder, `${name}-${version}.jar`);
        await fs.mkdir(folder, { recursive: true });
        await fs.copyFile(await mavenArtifact(artifact), jar);
        await fs.writeFile(`${jar}.sha1`, createHash('sha1').update(await fs.readFile(jar)).digest('hex'));
      }
    },
  });
}
