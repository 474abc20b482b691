import * as fs from 'node:fs';
import * as path from 'node:path';

/** The Python programs of a folder by their names, as texts: they run in pods that have nothing of ours but their manifest. */
export function programTexts(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.py')).sort();
  return Object.fromEntries(files.map((file) => [path.basename(file, '.py'), fs.readFileSync(path.join(folder, file), 'utf8')]));
}
