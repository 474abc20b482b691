import * as path from 'node:path';
import { binaries } from '../../../sandbox/binaries';
import { run, RunError } from '../../../sandbox/run';
import { SCHEMA_LOCATION } from './json-schemas';
import { pythonPackages } from './python-packages';

/** What a scanner has against an object. */
export interface Finding {
  readonly tool: 'kube-score' | 'checkov';
  readonly check: string;
  /** The object, as `Kind/namespace/name`. */
  readonly object: string;
  readonly says: string;
}

/** Runs a program that ends with a code other than 0 when it finds something. */
async function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  try {
    return await run(program, args, { env });
  } catch (error) {
    if (error instanceof RunError && /^[\s]*[[{]/.test(error.output)) return error.output;
    throw error;
  }
}

/** Everything that does not fit the schemas of a folder, a sentence each. @see https://github.com/yannh/kubeconform */
export async function kubeconform(file: string, schemas: string): Promise<{ valid: number; wrong: string[] }> {
  const program = path.join(await binaries('kubeconform'), 'kubeconform');
  const said = await output(program, ['-strict', '-output=json', '-verbose', '-n=2', `-schema-location=${path.join(schemas, SCHEMA_LOCATION)}`, file]);
  const { resources } = JSON.parse(said) as { resources: { kind: string; name: string; status: string; msg: string }[] };
  const wrong = resources.filter(({ status }) => status !== 'statusValid').map(({ kind, name, status, msg }) => `${kind}/${name} ${status}: ${msg}`);
  return { valid: resources.length - wrong.length, wrong };
}

/** kube-score's grade of what is critical. */
const CRITICAL = 1;

/** What kube-score calls critical. @see https://github.com/zegl/kube-score/blob/master/README_CHECKS.md */
export async function kubeScore(file: string): Promise<Finding[]> {
  const program = path.join(await binaries('kube-score'), 'kube-score');
  const scored = JSON.parse(await output(program, ['score', '--output-format=json', file])) as ScoredObject[];
  return scored.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ skipped, grade }) => !skipped && grade === CRITICAL)
      .map(({ check, comments }) => ({
        tool: 'kube-score' as const,
        check: check.id,
        object: `${type_meta.kind}/${object_meta.namespace ?? ''}/${object_meta.name}`,
        says: (comments ?? []).map(({ summary }) => summary).join('; '),
      })),
  );
}

interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly checks: readonly { readonly check: { readonly id: string }; readonly grade: number; readonly skipped: boolean; readonly comments: readonly { readonly summary: string }[] | null }[];
}

/** Everything that Checkov has against the objects; without its own service it knows no severities. @see https://www.checkov.io/5.Policy%20Index/kubernetes.html */
export async function checkov(file: string): Promise<Finding[]> {
  const folder = await pythonPackages('checkov', REQUIREMENTS);
  const args = [path.join(folder, 'bin', 'checkov'), '--file', file, '--framework', 'kubernetes', '--compact', '--quiet', '--output', 'json', '--skip-download'];
  const said = JSON.parse(await output('python3', args, { ...process.env, PYTHONPATH: folder, LOG_LEVEL: 'ERROR' })) as Report | Report[];
  return [said].flat().flatMap(({ results }) =>
    (results?.failed_checks ?? []).map(({ check_id, check_name, resource }) => ({ tool: 'checkov' as const, check: check_id, object: resource.replaceAll('.', '/'), says: check_name })),
  );
}

interface Report {
  readonly results?: { readonly failed_checks: readonly { readonly check_id: string; readonly check_name: string; readonly resource: string }[] };
}

const REQUIREMENTS = path.join(__dirname, 'checkov-requirements.txt');

