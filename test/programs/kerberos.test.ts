import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import programs from '../../lib/programs/kerberos.json';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-tickets-'));
  fs.writeFileSync(path.join(folder, 'keytab'), 'a key');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Runs a script as its container does, with a kinit that is a script itself. */
function run(script: string, kinit: string, timeout = 10_000): { status: number | null; out: string; cache: string | undefined } {
  const file = (name: string): string => path.join(folder, name);
  fs.writeFileSync(file('kinit'), `#!/bin/sh\n${kinit}\n`, { mode: 0o755 });
  // Nobody waits here.
  fs.writeFileSync(file('sleep'), `#!/bin/sh\necho "$1" >> ${file('slept')}\n`, { mode: 0o755 });
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    DS_PRINCIPAL: 'davideis@EXAMPLE.COM',
    DS_KEYTAB: file('keytab'),
    DS_KEYTAB_SOURCE: 'Secret ds-hadoop-keytabs, key davideis.keytab',
    DS_TICKET_CACHE: file('cache'),
    DS_TICKET_LIFETIME: '600s',
    DS_RENEWAL_INTERVAL: '300',
  };
  const { status, stdout } = spawnSync('sh', ['-c', script], { env, encoding: 'utf8', timeout });
  const cache = fs.existsSync(file('cache')) ? fs.readFileSync(file('cache'), 'utf8').trim() : undefined;
  return { status, out: stdout.trim(), cache };
}

/** Writes what it was called with into the cache that it was told. */
const GIVES = 'echo "$@" > "${7#FILE:}"';

test('the first ticket is there before anything else starts', () => {
  expect(run(programs.firstTicket, GIVES)).toEqual({
    status: 0,
    out: 'Has a ticket for davideis@EXAMPLE.COM.',
    cache: `-k -t ${folder}/keytab -l 600s -c FILE:${folder}/cache.new davideis@EXAMPLE.COM`,
  });
});

test('a missing keytab is told', () => {
  fs.rmSync(path.join(folder, 'keytab'));
  expect(run(programs.firstTicket, GIVES)).toMatchObject({
    status: 1,
    out: 'There is no keytab for davideis@EXAMPLE.COM: Secret ds-hadoop-keytabs, key davideis.keytab. Ask the platform team to put it there.',
  });
});

test('a wrong keytab is told at once, in the words of Kerberos', () => {
  expect(run(programs.firstTicket, 'echo "kinit: Preauthentication failed while getting initial credentials" >&2; exit 1')).toEqual({
    status: 1,
    out: 'No ticket for davideis@EXAMPLE.COM with its keytab (Secret ds-hadoop-keytabs, key davideis.keytab): kinit: Preauthentication failed while getting initial credentials',
    cache: undefined,
  });
  expect(fs.existsSync(path.join(folder, 'slept'))).toBe(false);
});

test('who does not answer is asked again, but not for ever', () => {
  const silent = "echo \"kinit: Cannot contact any KDC for realm 'EXAMPLE.COM' while getting initial credentials\"; exit 1";
  expect(run(programs.firstTicket, silent)).toMatchObject({ status: 1, out: expect.stringContaining("Cannot contact any KDC for realm 'EXAMPLE.COM'") });
  expect(fs.readFileSync(path.join(folder, 'slept'), 'utf8').trim().split('\n')).toEqual(['1', '2', '3', '4', '5']);
});

test('a ticket is replaced as a whole, and one that cannot be had leaves the old one', () => {
  fs.writeFileSync(path.join(folder, 'cache'), 'old');
  const { cache, out } = run(programs.renewedTickets, 'echo "kinit: no"; exit 1', 1000);
  expect(cache).toBe('old');
  expect(out).toMatch(/^\S+Z no new ticket for davideis@EXAMPLE.COM: kinit: no$/m);
  expect(fs.readFileSync(path.join(folder, 'slept'), 'utf8').split('\n')[0]).toBe('30');
});
