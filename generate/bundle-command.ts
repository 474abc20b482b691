import { join } from 'node:path';
import { bundleFile } from './bundle';

/** Where the command is built. */
export const COMMAND_FOLDER = join(__dirname, '..', 'build', 'cli');

/** What is found where the package is installed: few commands load it, and the package has it already for those who use it as a library. */
const EXTERNAL = ['cdk8s', 'cdk8s-plus-27', 'constructs', '@grafana/*', '../constructs/*'];

/**
 * Makes two files of the command: to look for and to read hundreds would take longer than to run most commands. The first is small, and
 * turns on the cache of what is compiled before it loads the other.
 */
export function bundleCommand(folder: string = COMMAND_FOLDER): void {
  // The loader of ES modules takes longer to start than the command.
  const supported = { 'dynamic-import': false };
  bundleFile('cli/main.ts', join(folder, 'main.js'), { supported, external: ['./start.js'], executable: true });
  bundleFile('cli/start.ts', join(folder, 'start.js'), { supported, external: EXTERNAL });
}

if (require.main === module) {
  bundleCommand();
}
