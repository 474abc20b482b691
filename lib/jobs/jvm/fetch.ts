import type { V1Container } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { nodeImage } from '../../catalog/images';
import { literal } from '../common/args';
import { artifactUrl, isCoordinates } from './jar';
import type { JVMJobSpec } from './spec';

/** Volume that the jar is put in. */
export const JAR_VOLUME = 'jar';

/** Where that volume is, in every container of the pod. */
export const JAR_FOLDER = '/opt/ds/jar';

/** The jar, whatever it was called. */
export const JAR_PATH = `${JAR_FOLDER}/program.jar`;

/** Name of the init container that fetches the jar. */
export const JAR_CONTAINER = 'jar';

/**
 * Fetches a file and checks it, with what Node.js brings: images of Java runtimes have neither a compiler nor, for certain, a client
 * for HTTP. A server that is busy or away is asked again; what cannot get better is told at once. The last line of a failure says why.
 */
const FETCH = `\
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { DS_JAR_URL: url, DS_JAR_SHA256: given } = process.env;
const target = process.argv[1];

const final = (message) => Object.assign(new Error(message), { final: true });
const reason = (error) => error.cause?.message || error.cause?.code || error.message;

async function request(address) {
  const response = await fetch(address);
  if (address.startsWith('https:') && !response.url.startsWith('https:')) throw final(address + ' leads to ' + response.url + ', which is not encrypted.');
  if (response.ok) return response;
  await response.body?.cancel();
  const error = final(address + (response.status === 404 ? ' is not there (404). Correct spec.jar.' : ' cannot be fetched: the server answers ' + response.status + '.'));
  throw Object.assign(error, { status: response.status, final: response.status < 500 && response.status !== 429 });
}

async function persistently(work) {
  for (let pause = 1000; ; pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (error.final || pause > 8000) throw error;
      console.log(reason(error) + ' Trying again.');
      await sleep(pause);
    }
  }
}

async function download() {
  const hashes = Object.fromEntries(['sha256', 'sha512', 'sha1'].map((name) => [name, createHash(name)]));
  const response = await request(url);
  await pipeline(response.body, async function* (chunks) {
    for await (const chunk of chunks) {
      Object.values(hashes).forEach((hash) => hash.update(chunk));
      yield chunk;
    }
  }, createWriteStream(target));
  return Object.fromEntries(Object.entries(hashes).map(([name, hash]) => [name, hash.digest('hex')]));
}

async function published() {
  for (const name of ['sha256', 'sha512', 'sha1']) {
    try {
      const text = await persistently(async () => (await request(url + '.' + name)).text());
      return [name, text.trim().split(/\\s+/)[0].toLowerCase()];
    } catch (error) {
      if (![403, 404, 410].includes(error.status)) throw error;
    }
  }
  throw final('The repository has no checksum of ' + url + '. Give spec.sha256.');
}

try {
  const actual = await persistently(download);
  const [name, expected] = given ? ['sha256', given] : await published();
  if (actual[name] !== expected) throw final(url + ' has the ' + name + ' ' + actual[name] + ', not ' + expected + ' as ' + (given ? 'spec.sha256 says.' : 'the repository says.'));
  console.log('Fetched ' + url + ' with the ' + name + ' ' + expected + '.');
} catch (error) {
  const text = reason(error);
  console.error('error: ' + (text.includes(url) ? text : url + ' cannot be fetched: ' + text));
  process.exitCode = 1;
}
`;

/** What the container that fetches the jar runs. The job is valid. */
export function fetchContainer({ jar, sha256 }: JVMJobSpec, catalog: Catalog): Pick<V1Container, 'name' | 'image' | 'command' | 'env'> {
  const url = isCoordinates(jar) ? artifactUrl(catalog.maven?.url ?? '', jar) : jar;
  return {
    name: JAR_CONTAINER,
    image: nodeImage(catalog),
    command: ['node', '--input-type=module', '--eval', literal(FETCH), JAR_PATH],
    env: [{ name: 'DS_JAR_URL', value: literal(url) }, ...(sha256 === undefined ? [] : [{ name: 'DS_JAR_SHA256', value: sha256 }])],
  };
}
