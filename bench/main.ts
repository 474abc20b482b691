import { measureCluster } from './cluster';
import { measureProgram } from './program';

/** `npm run bench`: what the platform costs without a cluster; `npm run bench -- --cluster [sandbox]`: what the operator costs in one. */
async function main(): Promise<void> {
  const [option, sandbox] = process.argv.slice(2);
  if (option === undefined) return measureProgram();
  if (option === '--cluster') return measureCluster(sandbox);
  throw new Error(`unknown option (given ${option}). Allowed: none, or --cluster with the name of a sandbox to keep. Correct it.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
