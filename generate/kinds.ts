import * as fs from 'node:fs';
import * as path from 'node:path';
import { API_GROUP } from '../lib/api';

const JOBS = 'lib/jobs';

/** Where the parts of a kind of job are, by their paths from the root. */
export interface KindFiles {
  readonly folder: string;
  readonly construct: string;
  readonly page: string;
  readonly examples: readonly string[];
  readonly reference: string;
  readonly definition: string;
}

/** The folders of the kinds of job: those that hold a record. */
export function kindFolders(root: string): string[] {
  const folders = fs.readdirSync(path.join(root, JOBS), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => `${JOBS}/${name}`).filter((folder) => fs.existsSync(path.join(root, folder, 'kind.ts')));
}

/** The spec of each kind of job and its file: the interface of `lib/jobs/KIND/spec.ts` that is called after the kind. @throws Error for a folder without one */
export function kindSpecs(root: string): Record<string, string> {
  const files = kindFolders(root).map((folder) => `${folder}/spec.ts`);
  return Object.fromEntries(
    files.map((file) => {
      const [, name] = /^export interface (\w+Spec) extends /m.exec(fs.readFileSync(path.join(root, file), 'utf8')) ?? [];
      if (name === undefined) throw new Error(`${file}: no spec. Allowed: one interface whose name is the kind's with Spec behind it, and that extends JobSpec. Add it.`);
      return [name, file];
    }),
  );
}

/** Where everything of a kind is. @throws Error with all that is not there */
export function kindFiles(root: string, { kind, plural }: { readonly kind: string; readonly plural: string }): KindFiles {
  const missing: string[] = [];
  const found = (...candidates: string[]): string => {
    const file = candidates.find((candidate) => fs.existsSync(path.join(root, candidate)));
    if (file === undefined) missing.push(candidates.join(' or '));
    return file ?? '';
  };
  const spec = kindSpecs(root)[`${kind}Spec`] ?? found(`${JOBS}/*/kind.ts beside a spec.ts with ${kind}Spec`);
  const folder = path.posix.dirname(spec);
  const construct = constructOf(root, kind) ?? found(`constructs/*.ts with the class ${kind}`);
  // Page and examples are called after the folder or after the construct.
  const names = [...new Set([path.posix.basename(folder), path.posix.basename(construct, '.ts').replace(/-job$/, '')])];
  const files = {
    folder,
    construct,
    page: found(...names.map((name) => `docs/${name}.md`)),
    examples: ['yaml', 'ts'].map((ending) => found(...names.map((name) => `examples/jobs/${name}.${ending}`))),
    reference: found(`docs/reference/${kind.toLowerCase()}.md`),
    definition: found(`crds/${plural}.${API_GROUP}.yaml`),
  };
  if (missing.length > 0) throw new Error(`${kind} lacks ${missing.join(', ')}. Every kind has them, as docs/contributing.md says. Add them.`);
  return files;
}

function constructOf(root: string, kind: string): string | undefined {
  const files = fs.readdirSync(path.join(root, 'constructs')).filter((name) => name.endsWith('.ts'));
  return files.map((name) => `constructs/${name}`).find((file) => fs.readFileSync(path.join(root, file), 'utf8').includes(`export class ${kind} extends Job {`));
}
