import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { blocks, ROOT, typeIn } from '../support/console';

test('the example of docs/nodes.md compiles and writes the pools that it describes', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-nodes-'));
  const file = path.join(ROOT, 'build', 'nodes-example.ts');
  fs.writeFileSync(file, blocks('docs/nodes.md', 'ts')[0] ?? '');
  try {
    const options = { cwd: ROOT, env: { ...process.env, CDK8S_OUTDIR: folder }, timeout: 60_000 };
    const bin = path.join(ROOT, 'node_modules/.bin');
    typeIn([`${bin}/tsc --noEmit --strict --skipLibCheck --module nodenext --target es2022 ${file}`, `${bin}/tsx ${file}`], options);
    const written = fs.readFileSync(path.join(folder, 'nodes.k8s.yaml'), 'utf8');
    const kinds = [...written.matchAll(/^kind: (\w+)$/gm)].map((match) => match[1]);
    expect(kinds.filter((kind) => kind === 'NodePool' || kind === 'EC2NodeClass')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'ResourceFlavor')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'DaemonSet')).toHaveLength(2);
  } finally {
    fs.rmSync(file);
    fs.rmSync(folder, { recursive: true });
  }
}, 90_000);
