import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { blocks, ROOT, typeIn } from '../support/console';

const [example = ''] = blocks('docs/mesh.md', 'ts');
const [printed = ''] = blocks('docs/mesh.md', 'text');

test('docs/mesh.md: the example compiles, writes its manifests, and prints what the page says', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-docs-mesh-'));
  // Beside the sources the package finds itself.
  const file = path.join(ROOT, 'build', 'mesh-example.ts');
  fs.writeFileSync(file, example);
  try {
    const bin = (name: string): string => path.join(ROOT, 'node_modules/.bin', name);
    typeIn([`${bin('tsc')} --noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node ${file}`], { cwd: ROOT, env: process.env, timeout: 60_000 });
    const said = typeIn([`${bin('tsx')} ${file}`], { cwd: ROOT, env: { ...process.env, CDK8S_OUTDIR: folder }, timeout: 60_000 });
    expect(said.split('\n').slice(1).join('\n')).toBe(printed);
    const written = fs.readdirSync(folder).sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('');
    // One for each route, and one that sends on to HTTPS.
    expect(written.match(/^kind: VirtualService$/gm)).toHaveLength(3);
    expect(written).toContain('request.auth.claims[sub]');
  } finally {
    fs.rmSync(file);
    fs.rmSync(folder, { recursive: true });
  }
}, 150_000);
