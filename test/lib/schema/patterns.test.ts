import fc from 'fast-check';
import { schemas } from '../../../lib/schema/schemas';
import type { StructuralSchema } from '../../../lib/schema/structural';

/** The schema at a path of a spec: `datasets[].uri`. */
function at(path: string): StructuralSchema {
  const steps = path.replaceAll('[]', '.[]').split('.');
  return steps.reduce((schema, step) => (step === '[]' ? schema.items : schema.properties?.[step]) ?? {}, schemas.PythonJobSpec);
}

const fits = (path: string, text: string): boolean => new RegExp(at(path).pattern ?? '(?!)', 'u').test(text);

describe('a Python requirement (PEP 508)', () => {
  // The valid ones are after the tests and examples of the PEP itself.
  test.each([
    'A',
    'A.B-C_D',
    'aa',
    'name',
    'name<=1',
    'name>=3',
    'name>=3,<2',
    'name==1.1rc1',
    'name ~= 1.4.2',
    'name === whatever',
    'name != 1.5.*',
    'name (>= 1, < 2)',
    'name(==1)',
    'name@http://foo.com',
    'name @ https://example.com/name-1.0-py3-none-any.whl#sha256=0123',
    'pip @ https://github.com/pypa/pip/archive/1.3.1.zip#sha1=da9234ee9982d4bbb3c72346a6de940a148ea686',
    'name @ git+ssh://git@example.com/repo.git@v1',
    'name [fred,bar] @ http://foo.com ; python_version==\'2.7\'',
    "name[quux, strange];python_version<'2.7' and platform_version=='2'",
    "name; os_name=='a' or os_name=='b'",
    "name; os_name=='a' and (os_name=='b' or os_name=='c')",
    'requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7"',
    'name==1!2.0+local.1',
    'ai.bloomberg.com.myteam.gpu_tftraining',
    'numpy>=2.1,<3',
  ])('%s is one', (text) => {
    expect(fits('pipPackages[]', text)).toBe(true);
  });

  test.each([
    '',
    ' name',
    '-r requirements.txt',
    '--index-url https://evil.example.com/',
    '-e .',
    './local',
    '/etc/passwd',
    'https://example.com/a.whl',
    'git+https://example.com/a.git',
    'name=1',
    'name>',
    'name>=3,,<2',
    'name 1.0',
    'name (>=1',
    'name[a',
    'name[a,]',
    // The grammar allows empty brackets; nobody needs them.
    'name[]',
    'name[-a]',
    '_name',
    'name-',
    'name @',
    'name @ not an address',
    'name\nother',
    'name==1\n--index-url https://evil.example.com/',
    'name; python_version<"3"\nother',
    'name==1 --hash=sha256:00',
    'näme',
  ])('%j is none', (text) => {
    expect(fits('pipPackages[]', text)).toBe(false);
  });

  test('is always one line, so that nobody gives options to pip', () => {
    const pieces = fc.array(fc.constantFrom('a', '==1', ' ', ';', '\n', '\r', '-r', '--index-url', ' @ ', 'http://x', '[b]', '(', ')', ','), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pieces, (text) => {
        if (fits('pipPackages[]', text)) expect(text).toMatch(/^[A-Za-z0-9][^\n\r]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});

const HASH = `--hash=sha256:${'0123456789abcdef'.repeat(4)}`;
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each<[string, string, boolean]>([
  ['lock.packages[]', `six==1.17.0 ${HASH}`, true],
  ['lock.packages[]', `six[a,b]==1.17.0 ; python_version < "4" ${HASH} ${HASH}`, true],
  ['lock.packages[]', 'six==1.17.0', false],
  ['lock.packages[]', `six>=1 ${HASH}`, false],
  ['lock.packages[]', `six==1.* ${HASH}`, false],
  ['lock.packages[]', `six==1 ${HASH}\nother`, false],
  ['lock.packages[]', `six==1 ${HASH.slice(0, -1)}`, false],
  ['lock.packages[]', `--index-url=x ${HASH}`, false],
  ['lock.image', `docker.io/library/python@${DIGEST}`, true],
  ['lock.image', `registry:5000/a/b:tag@${DIGEST}`, true],
  ['lock.image', 'docker.io/library/python:3.13', false],
  ['lock.image', `a@${DIGEST.slice(0, -1)}`, false],
  ['module', 'a', true],
  ['module', '_a.b1.C', true],
  ['module', 'a-b', false],
  ['module', 'a..b', false],
  ['module', '-m', false],
  ['module', '1a', false],
  ['env[].name', '_A1', true],
  ['env[].name', '1A', false],
  ['env[].name', 'A-B', false],
  ['datasets[].uri', 'hdfs://CLUSTER/a', true],
  ['datasets[].uri', 's3:a', true],
  ['datasets[].uri', '/a', false],
  ['datasets[].uri', 'hdfs://a b', false],
  ['identities[].id', 'david.eis-1', true],
  ['identities[].id', 'a@REALM', false],
  ['podTemplatePatches[].path', '/spec/volumes/0/emptyDir', true],
  ['podTemplatePatches[].path', '/metadata/labels/a~1b', true],
  ['podTemplatePatches[].path', '/metadata/labels', false],
  ['podTemplatePatches[].path', '/spec/containers/0/command', false],
  ['podTemplatePatches[].path', '/spec/volumesX', false],
  ['podTemplatePatches[].path', '/spec/serviceAccountName', false],
])('%s: %j fits: %j', (path, text, expected) => {
  expect(fits(path, text)).toBe(expected);
});
