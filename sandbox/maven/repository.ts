import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached } from '../images/cache';
import { mavenArtifact, type MavenArtifact } from './artifact';

/** Programs that need nothing beside themselves (an interpreter of scripts, and one that starts with `java -jar`), and a library with what says that it needs the first. */
const ARTIFACTS: readonly MavenArtifact[] = [
  { coordinates: 'org.apache.groovy:groovy:4.0.28', sha256: 'd77164a44ab994837e61eecead64721bdb1794fa2bc6704ac6fe70cd32ef9dd3' },
  { coordinates: 'info.picocli:picocli:4.7.7', sha256: 'f86e30fffd10d2b13b8caa8d4b237a7ee61f2ffccf5b1941de718b765d235bf8' },
  { coordinates: 'org.apache.groovy:groovy-json:4.0.28', sha256: 'edec45c85ff811f9a9baacdf5b020e34593a0055ac63c92fbf1233c3b2cc9cc6' },
  { coordinates: 'org.apache.groovy:groovy-json:4.0.28:pom', sha256: '34da3dfbab74aec1a96ac525e31df268c5dff53384ecbcaf09af4b4ff784629d' },
  { coordinates: 'org.apache.groovy:groovy:4.0.28:pom', sha256: '04db35939e066702087f35355c91eef1f61f14bdcdab3927fa45657f2684172a' },
  { coordinates: 'org.apache.groovy:groovy-bom:4.0.28:pom', sha256: 'f3052cce59b599d5369e4fc1d9fb2e9fa395aa8e772bedc2dcd7907cd18a3d06' },
];

/** A folder that is a Maven repository when it is served: each file in its place, with its SHA-1 beside it, as most repositories have. */
export async function buildRepository(): Promise<string> {
  return cached({
    area: 'maven',
    name: 'repository',
    inputs: ARTIFACTS,
    build: async (target) => {
      for (const artifact of ARTIFACTS) {
        const [group = '', name = '', version = '', packaging = 'jar'] = artifact.coordinates.split(':');
        const folder = path.join(target, ...group.split('.'), name, version);
        const file = path.join(folder, `${name}-${version}.${packaging}`);
        await fs.mkdir(folder, { recursive: true });
        await fs.copyFile(await mavenArtifact(artifact), file);
        await fs.writeFile(`${file}.sha1`, createHash('sha1').update(await fs.readFile(file)).digest('hex'));
      }
    },
  });
}
