import { ComputeSize } from '../../constructs/compute-size';
import { Jar } from '../../constructs/jar';
import { JVMJob, type JVMJobProps } from '../../constructs/jvm-job';
import { Runtime } from '../../constructs/runtime';
import { chart } from '../builders/charts';
import { SHA256 } from '../builders/jobs';

const MINIMAL: JVMJobProps = { metadata: { name: 'news' }, framework: Runtime.JVM_17, size: ComputeSize.CPU_SMALL, jar: Jar.fromUri('https://jars.example.com/news.jar', SHA256) };

const specOf = (props: Partial<JVMJobProps> = {}): object => new JVMJob(chart(), 'job', { ...MINIMAL, ...props }).manifest.spec;

test('is the job as it is written in YAML', () => {
  expect(specOf({ mainClass: 'com.example.News', jvmOptions: ['-ea'], args: ['x'], parallelism: 2, completions: 3 })).toEqual({
    framework: 'jvm-17',
    size: 'CpuSmall',
    jar: 'https://jars.example.com/news.jar',
    sha256: SHA256,
    mainClass: 'com.example.News',
    jvmOptions: ['-ea'],
    args: ['x'],
    parallelism: 2,
    completions: 3,
  });
});

test('leaves out what is not given', () => {
  expect(specOf()).toEqual({ framework: 'jvm-17', size: 'CpuSmall', jar: 'https://jars.example.com/news.jar', sha256: SHA256 });
});

test('needs a repository for coordinates', () => {
  expect(() => specOf({ jar: Jar.fromMaven('com.example:news:1.0') })).toThrow('spec.jar: the platform has no Maven repository (given "com.example:news:1.0").');
  expect(Jar.fromMaven('com.example:news:1.0', SHA256).spec).toEqual({ jar: 'com.example:news:1.0', sha256: SHA256 });
});
