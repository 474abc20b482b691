// Fetches a file and checks it, with what Node.js brings: images of Java runtimes have neither a compiler nor, for certain, a client for HTTP.
// (Its `fetch` is not used: where a server closes the connection after a large answer, it can end the process.) A server that is busy or away is
// asked again; what cannot get better is told at once. The last line of a failure says why.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

// Process 1 of a container has no signal that it has not asked for.
process.once('SIGTERM', () => process.exit(143));

const { DS_JAR_URL: url, DS_JAR_SHA256: given } = /** @type {Record<string, string>} */ (process.env);
const target = process.argv[1];

/** @type {(message: string) => Error} */
const final = (message) => Object.assign(new Error(message), { final: true });

/** @type {(address: string) => Promise<http.IncomingMessage & { statusCode: number }>} */
function answer(address) {
  return new Promise((/** @type {(response: any) => void} */ resolve, reject) => {
    const request = (address.startsWith('https:') ? https : http).get(address, resolve);
    request.on('error', reject);
    request.setTimeout(60000, () => request.destroy(new Error('no answer in a minute')));
  });
}

/** @type {(address: string) => Promise<http.IncomingMessage>} */
async function open(address) {
  let place = address;
  for (let step = 0; step < 10; step += 1) {
    const response = await answer(place);
    const { statusCode: status, headers: { location } } = response;
    if (status === 200) return response;
    response.resume();
    if (status < 300 || status >= 400 || !location) {
      const message = status === 404 ? ' is not there (404). Correct spec.jar.' : ' cannot be fetched: the server answers ' + status + '.';
      throw Object.assign(new Error(address + message), { status, final: status < 500 && status !== 429 });
    }
    const next = new URL(location, place).href;
    if (place.startsWith('https:') && !next.startsWith('https:')) throw final(address + ' leads to ' + next + ', which is not encrypted.');
    place = next;
  }
  throw final(address + ' leads from one address to another without end.');
}

/** @type {<T>(work: () => Promise<T>) => Promise<T>} */
async function persistently(work) {
  for (let pause = 1000; ; pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (error.final || pause > 8000) throw error;
      console.log(error.message + '; trying again');
      await sleep(pause);
    }
  }
}

async function download() {
  const hashes = Object.fromEntries(['sha256', 'sha512', 'sha1'].map((name) => [name, createHash(name)]));
  const response = await open(url);
  await pipeline(response, async function* (chunks) {
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
      const text = await persistently(async () => (await Array.fromAsync(await open(url + '.' + name))).join(''));
      return [name, text.trim().split(/\s+/)[0].toLowerCase()];
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
  console.error('error: ' + (error.message.includes(url) ? error.message : url + ' cannot be fetched: ' + (error.message || error.code)));
  process.exitCode = 1;
}
