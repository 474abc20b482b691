import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { complainAboutLocked, lockedLine } from '../../../../lib/jobs/common/locked';
import { complainAboutRequirement } from '../../../../lib/jobs/common/requirement';
import { validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { hyperTune, pythonJob } from '../../../builders/jobs';

const errorsOf = (requirement: string): string[] => texts(validateJob(pythonJob({ pipPackages: [requirement] }), DEFAULT_CATALOG));

/** What `packaging` 26.4, which pip carries, takes for requirements. */
test.each([
  'numpy',
  'numpy>=2.1,<3',
  'numpy (>=2.1, <3)',
  'numpy==2.*',
  'torch==2.0.1+cu118',
  'numpy ~= 1.4.2rc1',
  'numpy===whatever',
  'a[b,c]>=1!2.0.post1',
  'name @ git+https://git.example.com/team/lib.git@v1.2 ; python_version < "3.13"',
  "name; os.name == 'a' and (sys_platform != 'b' or 'c' not in platform_version)",
  "scipy;(python_version>='3')",
])('%s is a requirement', (text) => {
  expect(errorsOf(text)).toEqual([]);
});

test.each([
  ['scipy; rm -rf /', 'has a marker that is none ("rm -rf /")'],
  ['scipy; python_version', 'has a marker that is none'],
  ['scipy; (python_version < "3"', 'has a marker that is none'],
  ['scipy; python_version < "3" and', 'has a marker that is none'],
  ['scipy; version < "3"', 'has a marker that is none'],
  ["scipy; os_name == 'a --index-url=http://x'", 'has a marker that is none'],
  ['scipy=1.11', 'does not compare a version (given "scipy=1.11"). Allowed: ==, ~=, !=, <=, >=, <, > and === before a version. Did you mean scipy==1.11?'],
  ['scipy 1.11', 'Did you mean scipy==1.11?'],
  ['scipy>=banana', 'has no version at ">=banana"'],
  ['scipy>=1.*', 'has no version at ">=1.*"'],
  ['scipy~=1', 'has no version at "~=1"'],
  ['--extra-index-url https://wheels.example.com/cu118', 'is an option of pip; which indexes are used is said for the whole platform'],
  ['-r requirements.txt', 'is an option of pip that names a file'],
  ['--no-deps', 'is an option of pip'],
  ['git+https://git.example.com/team/lib.git@v1.2', 'Write "lib @ git+https://git.example.com/team/lib.git@v1.2", with the name of the package.'],
  ['https://example.com/wheels/lib-1.0-py3-none-any.whl', 'is an address without the name of its package'],
  ['numpy>=2  # as in requirements.txt', 'has a comment (given "numpy>=2  # as in requirements.txt"). Allowed: the requirement alone. Write "numpy>=2", and the comment outside of the quotes.'],
  ['# numpy', 'is a comment'],
  ['./wheels/lib-1.0-py3-none-any.whl', 'is a file or folder, which the pods of the job do not have'],
  ['lib-1.0-py3-none-any.whl', 'is a file or folder'],
  ['numpy\nscipy', 'has more than one line'],
])('%j is none, in words', (text, expected) => {
  const [error, ...others] = errorsOf(text);
  expect(error).toContain(expected);
  expect(error).toMatch(/^spec\.pipPackages\[0\]: .*Allowed: .*\. [A-Z].*[.?]$/s);
  expect(error?.length).toBeLessThan(400);
  expect(others).toEqual([]);
});

test('the trial of a HyperTune is told in the same words', () => {
  const trial = { kind: 'PythonJob', spec: { module: 'news.train', args: '${trialParameters.lr}', pipPackages: ['scipy=1.11'] } };
  expect(texts(validateJob(hyperTune({ trial }), DEFAULT_CATALOG))).toEqual([expect.stringContaining('spec.trial.spec.pipPackages[0]: does not compare a version')]);
});

test('nothing that is a requirement gives pip an option, a comment or another line', () => {
  const pieces = fc.array(fc.constantFrom('a', '==1', ' ', ';', '\n', '\\', '-r', ' --hash=x', ' @ ', 'http://x', '[b]', "os_name=='", "'", '"', ' #', 'python_version<"3"'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(pieces, (text) => {
      if (complainAboutRequirement(text) === undefined) expect(text).not.toMatch(/^-|[ \t][-#]|[\n\r\\]/);
    }),
    { numRuns: 5000 },
  );
});

const hash = (seed: number): string => `--hash=sha256:${seed.toString(16).padStart(64, '0')}`;

describe('a line of a lock', () => {
  const lockErrors = (line: string): string[] => texts(validateJob(pythonJob({ lock: { packages: [line] } }), DEFAULT_CATALOG));

  test.each([
    ['in one line', `six==1.17.0 ${hash(1)} ${hash(2)}`],
    ['as pip-compile writes it', `numpy==2.4.6 \\\n    ${hash(1)} \\\n    ${hash(2)}\n    # via\n    #   -r requirements.in\n    #   pandas`],
    ['as uv writes it', `numpy==2.4.6 ; python_full_version >= '3.11' \\\n    ${hash(1)} \\\n    ${hash(2)}\n    # via pandas\n`],
    ['with an annotation behind it', `six[a, b]==1.17.0 ${hash(1)}  # via pandas`],
    ['of an address', `lib @ https://example.com/lib-1.0-py3-none-any.whl \\\n    ${hash(1)}`],
    ['with 170 hashes', `numpy==2.4.6 ${Array.from({ length: 170 }, (_, seed) => hash(seed)).join(' \\\n    ')}`],
    ['from Windows', `six==1.17.0 \\\r\n    ${hash(1)}\r\n    # via pandas`],
  ])('%s is taken, and becomes one line', (_what, line) => {
    expect(lockErrors(line)).toEqual([]);
    expect(lockedLine(line)).not.toMatch(/[\n\r\\#]/);
    expect(lockedLine(line)).toMatch(/^[a-z].*--hash=sha256:[0-9a-f]{64}$/);
  });

  test.each([
    ['six==1.17.0', 'has no hash'],
    [`six>=1 ${hash(1)}`, 'has no exact version'],
    [`six==1.* ${hash(1)}`, 'has no exact version'],
    [`six==1,==2 ${hash(1)}`, 'has no exact version'],
    [`-r other.txt ${hash(1)}`, 'is an option of pip'],
    [`six==1 ; rm -rf / ${hash(1)}`, 'has a marker that is none'],
    [`six==1 ${hash(1)}\nother==1 ${hash(2)}`, 'has more than one line'],
  ])('%j is refused in words', (line, expected) => {
    expect(lockErrors(line)).toEqual([expect.stringContaining(`spec.lock.packages[0]: ${expected}`)]);
  });

  test('means the same however it is broken into lines', () => {
    const gap = fc.constantFrom(' ', '  ', ' \\\n', '\\\n    ', ' \\\r\n\t');
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, fc.nat(1000)), { minLength: 1, maxLength: 5 }), fc.constantFrom('', '\n# via a', '  # b', '\n', '\n  # -r x\n'), (hashes, tail) => {
        const line = `six==1.17.0${hashes.map(([space, seed]) => `${space}${hash(seed)}`).join('')}${tail}`;
        expect(complainAboutLocked(line)).toBeUndefined();
        expect(lockErrors(line)).toEqual([]);
        expect(lockedLine(line)).toBe(`six==1.17.0 ${hashes.map(([, seed]) => hash(seed)).join(' ')}`);
      }),
      { numRuns: 200 },
    );
  });

  test('all lines together fit a ConfigMap', () => {
    const packages = Array.from({ length: 23 }, (_, at) => `p${at}==1 ${Array.from({ length: 400 }, (_each, seed) => hash(seed)).join(' ')}`);
    expect(texts(validateJob(pythonJob({ lock: { packages } }), DEFAULT_CATALOG))).toEqual([expect.stringMatching(/^spec\.lock\.packages: have too many characters together \(given 7[0-9]{5}\)/)]);
  });
});
