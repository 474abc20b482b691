import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceMonitor } from '../../../lib/monitoring/monitors';
import { programsOf } from '../../../sandbox/debian';

/** A series and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus says of a rule. */
export interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** Programs of a test, and what they write; all of it is gone in the end. */
export class Observatory {
  private readonly children: ChildProcess[] = [];
  private readonly servers: http.Server[] = [];
  private prometheus = '';

  constructor(readonly folder: string) {}

  /** Writes a file beside the others. @returns its path */
  file(name: string, text: string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  /** Starts a program and waits until an address of it answers. */
  async start(program: string, args: readonly string[], url: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const name = path.basename(program);
    const log = fs.openSync(path.join(this.folder, `${name}.log`), 'a');
    const child = spawn(program, args, { stdio: ['ignore', log, log], env: { PATH: process.env.PATH, ...env } });
    fs.closeSync(log);
    this.children.push(child);
    for (let tries = 0; !(await answers(url)); tries += 1) {
      if (child.exitCode !== null || tries > 300) throw new Error(`${name} does not answer:\n${this.log(name)}`);
      await sleep(100);
    }
  }

  /** The end of what a program has said. */
  log(name: string): string {
    return fs.readFileSync(path.join(this.folder, `${name}.log`), 'utf8').split('\n').slice(-30).join('\n');
  }

  /** Serves what a function says. @returns host and port */
  async serve(text: () => string): Promise<string> {
    const server = http.createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text()));
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Starts Prometheus with rules and with what monitors would have it scrape. */
  async startPrometheus(port: number, scrapes: readonly object[], rules: Readonly<Record<string, string>>): Promise<void> {
    const files = Object.entries(rules).map(([name, text]) => this.file(name, text));
    const config = { global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }, rule_files: files, scrape_configs: scrapes };
    this.prometheus = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${this.file('prometheus.yml', JSON.stringify(config))}`,
      `--storage.tsdb.path=${path.join(this.folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ];
    await this.start(path.join(await programsOf('prometheus'), 'prometheus'), args, `${this.prometheus}/-/ready`);
  }

  /** What an expression is now. @throws Error when Prometheus cannot read it */
  async query(expr: string): Promise<Sample[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>('query', { query: expr });
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** What an expression was at any point of the last two minutes; the last number of each series, if it ever was one. */
  async queryRange(expr: string): Promise<Sample[]> {
    const now = Date.now() / 1000;
    const range = { query: expr, start: String(now - 120), end: String(now), step: '5' };
    const { result } = await this.ask<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>('query_range', range);
    return result.map(({ metric, values }) => ({ labels: metric, value: Number(values.findLast(([, text]) => text !== 'NaN')?.[1]) }));
  }

  async rules(): Promise<RuleState[]> {
    const { groups } = await this.ask<{ groups: { rules: RuleState[] }[] }>('rules', {});
    return groups.flatMap((group) => group.rules);
  }

  /** What is scraped, and what went wrong with it; empty where all is well. */
  async brokenTargets(): Promise<string[]> {
    const { activeTargets } = await this.ask<{ activeTargets: { scrapePool: string; health: string; lastError: string }[] }>('targets', {});
    return activeTargets.filter(({ health }) => health !== 'up').map(({ scrapePool, lastError }) => `${scrapePool}: ${lastError}`);
  }

  async stop(): Promise<void> {
    for (const server of this.servers) server.close();
    for (const child of this.children) child.kill('SIGKILL');
    while (this.children.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) await sleep(50);
  }

  private async ask<T>(what: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.prometheus}/api/v1/${what}`, what.startsWith('query') ? { method: 'POST', body: new URLSearchParams(parameters) } : {});
    const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`${parameters.query}: ${error}`);
    return data;
  }
}

/** What the Prometheus operator makes of a monitor, for a target that it has found: the target's own labels come first. */
export function scrapeOf({ metadata, spec }: ServiceMonitor, target: string, tokenFile: string): object {
  const [endpoint] = spec.endpoints;
  const relabel = (relabelings: NonNullable<typeof endpoint>['relabelings'] = []) =>
    relabelings.map(({ sourceLabels, ...others }) => ({ ...others, ...(sourceLabels && { source_labels: sourceLabels }) }));
  return {
    job_name: metadata.name,
    scheme: endpoint?.scheme ?? 'http',
    honor_labels: endpoint?.honorLabels ?? false,
    ...(endpoint?.bearerTokenFile && { authorization: { credentials_file: tokenFile } }),
    ...(endpoint?.tlsConfig && { tls_config: { insecure_skip_verify: endpoint.tlsConfig.insecureSkipVerify } }),
    static_configs: [{ targets: [target], labels: { namespace: 'of-the-target', service: metadata.name, pod: `${metadata.name}-0`, container: 'main', endpoint: endpoint?.port } }],
    relabel_configs: relabel(endpoint?.relabelings),
    metric_relabel_configs: relabel(endpoint?.metricRelabelings),
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
