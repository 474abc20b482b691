import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { jvmJob, SHA256 } from '../../../builders/jobs';

const MAVEN = { ...DEFAULT_CATALOG, maven: { url: 'https://maven.example.com/releases/' } };
const JAR = 'com.example:news:1.0';

const MISSING_SHA256 = 'spec.sha256: is missing: nothing else tells whether the file at an address is the one that was meant. Allowed: the SHA-256 of the jar. Add what sha256sum prints for it.';
const MOVING = 'spec.jar: names a version whose file changes. Allowed: released versions, not SNAPSHOT, LATEST or RELEASE. Release the jar, name one snapshot by its timestamp (1.4.0-20260101.093000-7), or give its address and sha256.';
const FIXED_HEAP = 'fixes the heap, which follows the memory of the size. Allowed: -XX:MaxRAMPercentage=<percent>. Use it, or choose another size.';
const PACKAGES = 'spec.pipPackages: are for Python, which a JVMJob does not run. Allowed: no pipPackages. Put what the program needs into its jar.';

test.each<[object, string[]]>([
  [{ jar: JAR }, []],
  [{ jar: JAR, sha256: SHA256 }, []],
  [{ jar: 'com.example:news_2.13:1.0.0+build.7:all' }, []],
  [{ jar: 'httpunit:httpunit:1.7' }, []],
  [{ jar: 'com.example:news:1.0-SNAPSHOTS' }, []],
  [{ jar: 'https://jars.example.com:8443/a/news.jar?version=3', sha256: SHA256 }, []],
  [{ jar: JAR, mainClass: 'com.example.News$Main', jvmOptions: ['-XX:+UseZGC', '-XX:MaxRAMPercentage=50', '-Xss2m', '-Dnews.index=a b', '--add-opens=java.base/java.lang=ALL-UNNAMED', '-ea'] }, []],
  [{ jar: JAR, pipPackages: null, lock: { image: null, packages: null } }, []],
  [{ jar: JAR, parallelism: 3, completions: 2 }, ['spec.completions: is less than parallelism, so some pods would have nothing to do. Allowed: parallelism or more. Raise it, or lower parallelism.']],
  [{ jar: 'https://jars.example.com/news.jar' }, [MISSING_SHA256]],
  [{ jar: 'http://jars.example.com', pipPackages: ['six'] }, [MISSING_SHA256, PACKAGES]],
  ...['1.0-SNAPSHOT', 'LATEST', 'RELEASE', '1.0-SNAPSHOT:all', 'SNAPSHOT', '1.0-snapshot', '1.+'].map((version): [object, string[]] => [{ jar: `com.example:news:${version}` }, [MOVING]]),
  ...['-Xmx4g', '-Xms1g', '-XX:MaxHeapSize=4g', '-XX:InitialHeapSize=1g', '-XX:MaxRAM=8g'].map((option): [object, string[]] => [{ jar: JAR, jvmOptions: ['-ea', option] }, [`spec.jvmOptions[1]: ${FIXED_HEAP}`]]),
  [{ jar: JAR, pipPackages: [] }, [PACKAGES]],
  [{ jar: JAR, lock: { packages: [`six==1.17.0 --hash=sha256:${SHA256}`] } }, ['spec.lock.packages: are for Python, which a JVMJob does not run. Allowed: a lock with an image alone. Pin the jar by sha256.']],
  [{ jar: JAR, framework: 'python-3' }, ["spec.framework: this kind of job cannot run in it (given \"python-3\"). Allowed: spark-4, jvm-17, jvm-21. Use one of them, or ask the platform's owners to add it to the catalog."]],
])('%j', (given, expected) => {
  const spec = { framework: 'jvm-17', size: 'CpuSmall', ...given };
  expect(texts(validateJob({ ...jvmJob(), spec }, MAVEN))).toEqual(expected);
});

test.each([
  ...['news.jar', 'com.example:news', 'com.example:news:1.0:jar:all', '../a:b:1', 'a..b:c:1', 'a:..:1', 'a:b:[1,2)', 'file:///etc/passwd', 'hdfs://CLUSTER/news.jar', 'https://user:secret@jars.example.com/news.jar', 'https://', 'https://a/b c'].map((jar) => ({ jar })),
  ...['-jar', '-cp', '-classpath', '--class-path=x', '@options', 'Main', '-version', '-D=x', '-Da\nb', ''].map((option) => ({ jar: JAR, jvmOptions: [option] })),
  ...['1.Main', 'com.example.', 'com/example/News', 'News Main', '-jar'].map((mainClass) => ({ jar: JAR, mainClass })),
  ...['abc', SHA256.toUpperCase(), `sha256:${SHA256}`].map((sha256) => ({ jar: JAR, sha256 })),
])('%j is not well formed', (given) => {
  const [error, ...others] = texts(validateJob(jvmJob(given), MAVEN));
  expect(error).toMatch(/^spec\.(jar|jvmOptions\[0\]|mainClass|sha256): is not well formed \(given .*\)\. Allowed: .* For example /s);
  expect(others).toEqual([]);
});

test('without a Maven repository, a jar has an address', () => {
  expect(texts(validateJob(jvmJob({ jar: JAR }), DEFAULT_CATALOG))).toEqual([
    `spec.jar: the platform has no Maven repository (given "${JAR}"). Allowed: an http(s) address, with sha256. Give one, or ask the platform's owners to set maven.url in the catalog.`,
  ]);
  expect(validateJob(jvmJob(), DEFAULT_CATALOG)).toEqual([]);
});

test.each(['org.apache.groovy:groovy:jar:4.0.28', 'com.example:news:jar', 'com.example:news:pom:1.0', 'com.example:news:orbit:2.1'])('%s has a packaging where the version belongs', (jar) => {
  expect(texts(validateJob(jvmJob({ jar }), MAVEN))).toEqual([expect.stringContaining('spec.jar: has a packaging where the version belongs.')]);
});

test.each(['com.example:news:1.4.0-20260101.093000-7', 'com.example:news:r03:2.13', 'com.example:jar:1.0', 'com.example:news:1.0:jar'])('%s is a version', (jar) => {
  expect(validateJob(jvmJob({ jar }), MAVEN)).toEqual([]);
});
