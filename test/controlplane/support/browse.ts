import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '../../../sandbox/browser/chromium';
import { ROOT } from '../../support/console';
import type { Visit } from './jupyterlab';

/** Where screenshots are kept. */
const RESULTS = path.join(ROOT, 'test-results');

/** What a person sees of JupyterLab in a browser, which is a process of its own. The screenshot is kept under its name. */
export async function browse(parts: Omit<Visit, 'executable'>): Promise<{ output: string; title: string }> {
  fs.mkdirSync(RESULTS, { recursive: true });
  const { executable, env } = await chromium();
  const visit: Visit = { executable, ...parts, screenshot: path.join(RESULTS, parts.screenshot) };
  const tsx = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [tsx, path.join(__dirname, 'jupyterlab.ts'), JSON.stringify(visit)], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as { output: string; title: string };
}
