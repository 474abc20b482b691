import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { run } from '../run';
import { cached, fileDigest, withTemporaryFolder } from './cache';
import { debianLayer, filesLayer, REPRODUCIBLE_TAR } from './layers';
import { AS_PINNED, pip } from './pip';
import { JAVA_VERSION, requirementVersion } from './versions';

const REQUIREMENTS = path.join(__dirname, 'spark-requirements.txt');
const FOLDER = path.join(__dirname, 'spark');

export const SPARK_VERSION = requirementVersion(REQUIREMENTS, 'pyspark');

/** Where images of Spark have it. */
export const SPARK_HOME = '/opt/spark';

/** What pods of Spark start with. */
export const SPARK_LAUNCHER = `${SPARK_HOME}/launch.sh`;

/** Applications here live for seconds, on a part of a processor: the better compiler would cost more than it brings. */
const JAVA_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** The variables of images that carry Spark. */
export const SPARK_ENV: readonly string[] = [`SPARK_HOME=${SPARK_HOME}`, `PYTHONPATH=${SPARK_HOME}/python`, `JAVA_TOOL_OPTIONS=${JAVA_OPTIONS}`];

/** Parts of the package's source, which holds the whole of Spark, and where a release of Spark has them. */
const PARTS: Readonly<Record<string, string>> = {
  'deps/bin': 'bin',
  'deps/sbin': 'sbin',
  'deps/jars': 'jars',
  'deps/licenses': 'licenses',
  'deps/examples': 'examples/src/main/python',
  lib: 'python/lib',
  pyspark: 'python/pyspark',
};

/** Spark with Java and Python, and a program for the JVM to try it with. */
export async function sparkLayers(): Promise<string[]> {
  const packages = ['python3', 'python3-venv', 'python3-pip', `openjdk-${JAVA_VERSION}-jre-headless`, 'libnss-wrapper', 'ca-certificates'];
  const base = await debianLayer('spark-base', packages, ['usr/share/man/man1']);
  return [base, await sparkLayer(base), await filesLayer('spark-launcher', { [SPARK_LAUNCHER.slice(1)]: path.join(FOLDER, 'launch.sh') })];
}

/** Compiles as the layers of Python packages do, and the example with the compiler that Debian's runtime environment carries. */
async function sparkLayer(base: string): Promise<string> {
  const example = path.join(FOLDER, 'WordCount.java');
  return cached({
    area: 'layers',
    name: 'spark',
    inputs: { requirements: await fileDigest(REQUIREMENTS), example: await fileDigest(example), base: path.basename(base), PARTS },
    build: (target) =>
      withTemporaryFolder(async (root) => {
        await run('tar', ['-C', root, '-xf', base, '--exclude=./dev/*']);
        const home = path.join(root, SPARK_HOME);
        await unpackSpark(home);
        await run('chroot', [root, 'python3', '-m', 'compileall', '-q', '--invalidation-mode=unchecked-hash', `${SPARK_HOME}/python`]);
        await fs.copyFile(example, path.join(root, 'tmp/WordCount.java'));
        await run('chroot', [root, 'sh', '-euc', COMPILE_EXAMPLE]);
        // Where Spark mounts its settings.
        await fs.mkdir(path.join(home, 'conf'));
        await run('tar', [...REPRODUCIBLE_TAR, '-C', root, '-cf', target, SPARK_HOME.slice(1)]);
      }),
  });
}

/** Java finds its libraries by /proc, which is not there. */
const COMPILE_EXAMPLE = `\
mkdir -p ${SPARK_HOME}/examples/jars /tmp/classes
java=$(readlink -f /usr/bin/java)
export LD_LIBRARY_PATH="\${java%/bin/java}/lib"
"$java" -m jdk.compiler/com.sun.tools.javac.Main -proc:none -cp "$(echo ${SPARK_HOME}/jars/*.jar | tr ' ' :)" -d /tmp/classes /tmp/WordCount.java
"$java" -m jdk.jartool/sun.tools.jar.Main --create --date=1980-01-01T00:00:02Z --file ${SPARK_HOME}/examples/jars/word-count.jar -C /tmp/classes .
`;

/** The package comes as source alone; it is laid out as a release is, and nothing of it is run. */
async function unpackSpark(home: string): Promise<void> {
  await withTemporaryFolder(async (download) => {
    await pip(['download', ...AS_PINNED, '--no-binary=pyspark', '--dest', download, '--requirement', REQUIREMENTS]);
    const names = await fs.readdir(download);
    const archive = names.find((name) => name.startsWith('pyspark-') && name.endsWith('.tar.gz'));
    const wheel = names.find((name) => name.startsWith('py4j-'));
    if (archive === undefined || wheel === undefined) throw new Error(`The packages of Spark are not as expected: ${names.join(', ')}.`);
    await run('tar', ['-C', download, '-xzf', path.join(download, archive)]);
    const source = path.join(download, archive.replace('.tar.gz', ''));
    for (const [from, to] of Object.entries(PARTS)) {
      await fs.mkdir(path.dirname(path.join(home, to)), { recursive: true });
      await fs.rename(path.join(source, from), path.join(home, to));
    }
    await run('python3', ['-m', 'zipfile', '-e', path.join(download, wheel), path.join(home, 'python')]);
  });
}
