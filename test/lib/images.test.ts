import * as fs from 'node:fs';
import * as path from 'node:path';

const LIB = path.join(__dirname, '..', '..', 'lib');

/** Where users choose between versions, one image may well be there in several. */
const CHOICE = 'catalog/runtimes.ts';

/** References with a tag in the code of a file, comments aside: `registry/path:tag`. */
function imagesIn(file: string): { file: string; repository: string; tag: string }[] {
  const code = fs
    .readFileSync(path.join(LIB, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/['"`]((?:[a-z0-9-]+\.)+[a-z]+(?::\d+)?\/[\w./-]+):(v?\d[\w.-]*)['"`]/g)].map(([, repository = '', tag = '']) => ({ file, repository, tag }));
}

const IMAGES = fs
  .readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== CHOICE)
  .flatMap(imagesIn);

/** With two, one of them is forgotten when versions change. */
test('no image is there in two versions', () => {
  expect(IMAGES.length).toBeGreaterThan(20);
  const first = new Map([...IMAGES].reverse().map((image) => [image.repository, image]));
  expect(IMAGES.filter(({ repository, tag }) => first.get(repository)?.tag !== tag)).toEqual([]);
});
