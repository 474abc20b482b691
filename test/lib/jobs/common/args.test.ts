import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { argumentList, literal, splitWords, UnclosedQuoteError } from '../../../../lib/jobs/common/args';
import { schemas } from '../../../../lib/schema/schemas';
import { expand } from '../../../builders/kubelet';

/** The words that a real POSIX shell makes of a text; none if it finds an unclosed quote. */
function shellWords(text: string): string[] | undefined {
  const program = 'eval "set -- $1"; for word do printf "%s\\0" "$word"; done';
  try {
    return execFileSync('/bin/sh', ['-c', program, 'sh', text], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\0').slice(0, -1);
  } catch {
    return undefined;
  }
}

/** A piece of a text as we read it, and as a shell must be given it so that it expands nothing and runs nothing. */
interface Piece {
  readonly ours: string;
  readonly shell: string;
}

const same = (text: string): Piece => ({ ours: text, shell: text });
const escaped = (text: string): Piece => ({ ours: text, shell: `\\${text}` });
const join = (pieces: readonly Piece[], quote = ''): Piece => ({
  ours: quote + pieces.map(({ ours }) => ours).join('') + quote,
  shell: quote + pieces.map(({ shell }) => shell).join('') + quote,
});

const plain = fc.constantFrom(...'ab1-_=/:.,%@+é日').map(same);
const special = fc.constantFrom(...'$`*?[]{}()<>|&;#~!').map(escaped);
const blank = fc.constantFrom<Piece>(same(' '), same('\t'), same('  '), { ours: '\n', shell: ' ' });
const backslashed = fc.constantFrom(...['\\a', '\\ ', '\\\\', '\\"', "\\'", '\\$', '\\\n', '\\n']).map(same);
const single = fc.array(fc.constantFrom(...'a "\\$`*\n#'), { maxLength: 5 }).map((characters) => same(`'${characters.join('')}'`));
const inDouble = fc.oneof(fc.constantFrom(...["'", ' ', 'a', '*', '~', '\n', '\\a', '\\\\', '\\"', '\\$', '\\`', '\\\n', '\\n']).map(same), fc.constantFrom('$', '`').map(escaped));
const double = fc.array(inDouble, { maxLength: 5 }).map((pieces) => join(pieces, '"'));
const text = fc.array(fc.oneof(plain, special, blank, backslashed, single, double), { maxLength: 12 }).map((pieces) => join(pieces));

describe('splitWords', () => {
  test.each([
    ['--data-dir hdfs://CLUSTER/a --output-dir hdfs://CLUSTER/b', ['--data-dir', 'hdfs://CLUSTER/a', '--output-dir', 'hdfs://CLUSTER/b']],
    ['', []],
    [' \t\n ', []],
    ['a\nb\tc  d', ['a', 'b', 'c', 'd']],
    [`--name 'two words' "and 'more'"`, ['--name', 'two words', "and 'more'"]],
    [`''`, ['']],
    [`a '' ""`, ['a', '', '']],
    [`--x="1 2"'3'4`, ['--x=1 234']],
    ['a\\ b \\"c\\"', ['a b', '"c"']],
    ['one\\\n two', ['one', 'two']],
    ['on\\\ne', ['one']],
    ['"\\$HOME \\` \\\\ \\" \\n"', ['$HOME ` \\ " \\n']],
    [`'\\n'`, ['\\n']],
    ['$HOME $(id) `id` *.py ~ a;b #c', ['$HOME', '$(id)', '`id`', '*.py', '~', 'a;b', '#c']],
  ])('%j gives %j', (given, words) => {
    expect(splitWords(given)).toEqual(words);
  });

  test('splits as a POSIX shell does that expands nothing', () => {
    fc.assert(
      fc.property(text, ({ ours, shell }) => {
        expect(splitWords(ours)).toEqual(shellWords(shell));
      }),
      { numRuns: 200 },
    );
  });

  test('refuses what a POSIX shell calls unterminated', () => {
    const quotes = fc.array(fc.constantFrom("'", '"', 'a', ' ', '\\"', "\\'", '\\\\'), { maxLength: 7 }).map((parts) => parts.join(''));
    let refused = 0;
    fc.assert(
      fc.property(quotes, (given) => {
        const words = shellWords(given);
        if (words !== undefined) return expect(splitWords(given)).toEqual(words);
        refused += 1;
        return expect(() => splitWords(given)).toThrow(UnclosedQuoteError);
      }),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(5);
  });

  test.each([`'a`, `a "b`, `"a\\"`, 'a\\', `'`])('refuses %j, where something is not closed', (given) => {
    expect(() => splitWords(given)).toThrow(`a quote or backslash is not closed in ${JSON.stringify(given)}`);
  });

  test('the schema refuses the same texts', () => {
    const pattern = new RegExp(schemas.TensorFlowJobSpec.properties?.args?.pattern ?? '');
    const verdict = (given: string): boolean => {
      try {
        splitWords(given);
        return true;
      } catch {
        return false;
      }
    };
    const characters = fc.array(fc.constantFrom('"', "'", '\\', 'a', ' ', '\n', 'é'), { maxLength: 8 });
    fc.assert(
      fc.property(characters, (parts) => {
        expect(pattern.test(parts.join(''))).toBe(verdict(parts.join('')));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [undefined, []],
  ['a "b c"', ['a', 'b c']],
  [['a "b c"', ''], ['a "b c"', '']],
  [[], []],
])('argumentList(%j) is %j', (given, list) => {
  expect(argumentList(given)).toEqual(list);
});

const VARIABLES = { VAR_A: 'A', VAR_B: 'B', VAR_REF: '$(VAR_A)', VAR_EMPTY: '' };

describe("Kubernetes' expansion", () => {
  // Cases of Kubernetes' own test, and some more of the same kind: third_party/forked/golang/expansion/expand_test.go.
  test.each([
    ['$(VAR_A)', 'A'],
    ['___$(VAR_B)___', '___B___'],
    ['$(VAR_A)-1$(VAR_B)', 'A-1B'],
    ['$(VAR_REF)', '$(VAR_A)'],
    ['f000-$$VAR_A', 'f000-$VAR_A'],
    ['foo\\$(VAR_A)', 'foo\\A'],
    ['foo$$(VAR_A)', 'foo$(VAR_A)'],
    ['foo$$$(VAR_A)', 'foo$A'],
    ['foo$$$$(VAR_A)', 'foo$$(VAR_A)'],
    ['$VAR_A', '$VAR_A'],
    ['$(VAR_DNE)', '$(VAR_DNE)'],
    ['$(VAR_EMPTY)', ''],
    ['$(VAR_A', '$(VAR_A'],
    ['$$(VAR_A', '$(VAR_A'],
    ['$(VAR_A$(VAR_B))', '$(VAR_A$(VAR_B))'],
    ['$?_boo_$!', '$?_boo_$!'],
    ['$$$$$$(VAR_A)', '$$$(VAR_A)'],
    ['$$$$$$$(VAR_A)', '$$$A'],
    ['${VAR_A}', '${VAR_A}'],
    ['$(VAR_B)_______$(A', 'B_______$(A'],
    ['$(VAR_A)foobarzab$', 'Afoobarzab$'],
    ['--$($($($($--', '--$($($($($--'],
    ['$(foo$$var)', '$(foo$$var)'],
    ['$中文', '$中文'],
    ['$', '$'],
    ['$$', '$'],
    ['$$$', '$$'],
  ])('makes of %j %j', (given, expanded) => {
    expect(expand(given, VARIABLES)).toBe(expanded);
  });

  test.each([
    ['plain', 'plain'],
    ['$(VAR_A)', '$$(VAR_A)'],
    ['$$(VAR_A)', '$$$$(VAR_A)'],
    ['costs $5', 'costs $$5'],
    ['$', '$$'],
  ])('literal writes %j as %j, which comes out as it was', (given, written) => {
    expect(literal(given)).toBe(written);
    expect(expand(written, VARIABLES)).toBe(given);
  });

  test('leaves every literal text as it was', () => {
    const texts = fc.array(fc.constantFrom('$', '$$', '(', ')', '$(VAR_A)', 'VAR_A', 'x', '\\', '\n', '日'), { maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), (given) => {
        expect(expand(literal(given), VARIABLES)).toBe(given);
      }),
      { numRuns: 1000 },
    );
  });
});
