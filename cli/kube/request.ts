import http, { type ClientRequest } from 'node:http';
import https, { type RequestOptions } from 'node:https';

/** Begins a request to a server, whose address may have a path of its own. @param path with the query, if there is one */
export function requestTo(server: URL, path: string, options: RequestOptions): ClientRequest {
  const url = `${server.origin}${server.pathname.replace(/\/$/, '')}${path}`;
  return (server.protocol === 'http:' ? http : https).request(url, options);
}
