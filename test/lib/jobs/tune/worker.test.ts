import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

test('the program that runs trials holds to its own tests', () => {
  const out = execFileSync('python3', ['-B', path.join(__dirname, 'python', 'test_worker.py')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, maxBuffer: 1 << 26 });
  expect(out).toContain('child');
}, 60_000);
