import * as fs from 'node:fs';
import * as path from 'node:path';

/** Makes `npx ds` in this checkout what it is in a project that has installed the package: npm links the commands of dependencies alone. */
export function linkCommand(root: string): void {
  const { bin } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const folder = path.join(root, 'node_modules', '.bin');
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, target] of Object.entries(bin)) {
    const program = path.join(root, target);
    const link = path.join(folder, name);
    fs.chmodSync(program, 0o755);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(folder, program), link);
  }
}

if (require.main === module) {
  linkCommand(path.resolve(__dirname, '..'));
}
