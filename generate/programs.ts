import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The Python programs of a folder by their names, as texts: they run in pods that have nothing of ours but their manifest. A program is a
 * file that can be run; what it imports of the same folder is put before it.
 */
export function programTexts(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.py')).sort();
  const sources = new Map(files.map((file) => [path.basename(file, '.py'), fs.readFileSync(path.join(folder, file), 'utf8')]));
  const programs = [...sources].filter(([, source]) => source.includes('__name__ == "__main__"'));
  return Object.fromEntries(programs.map(([name, source]) => [name, `${modules(name, sources)}${source}`]));
}

/** Makes the modules that a program imports, in an order in which each finds those that it needs itself. */
function modules(program: string, sources: ReadonlyMap<string, string>): string {
  const order: string[] = [];
  const visit = (name: string): void => {
    for (const needed of importsOf(sources.get(name) ?? '').filter((imported) => sources.has(imported) && !order.includes(imported))) {
      visit(needed);
      order.push(needed);
    }
  };
  visit(program);
  if (order.length === 0) return '';
  const parts = order.map((name) => `    (${JSON.stringify(name)}, ${pythonText(sources.get(name) ?? '')}),\n`).join('');
  return `import sys, types\nfor _name, _source in (\n${parts}):\n    sys.modules[_name] = types.ModuleType(_name)\n    exec(compile(_source, _name + ".py", "exec"), sys.modules[_name].__dict__)\n`;
}

function importsOf(source: string): string[] {
  return [...source.matchAll(/^(?:from|import) (\w+)/gm)].map(([, name = '']) => name);
}

/** A text as Python writes one. Its escapes are those of JSON for all that our programs hold. */
function pythonText(source: string): string {
  if (/[^\n\x20-\x7e]/.test(source)) throw new Error('a program holds characters other than those of ASCII');
  return JSON.stringify(source);
}
