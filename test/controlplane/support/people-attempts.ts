import { pythonJob } from '../../builders/jobs';

/** The people of docs/tenants.md, by their groups alone. */
export const PERSONS = { viewer: ['news-viewers'], submitter: ['news-team'], owner: ['news-owners'], stranger: ['vision-owners'] } as const;

export type Person = keyof typeof PERSONS;

/** What a person tries in the namespace of the tenant s-news. */
export interface PersonAttempt {
  readonly who: Person;
  readonly what: string;
  readonly args: readonly string[];
  readonly object?: object;
  /** Part of the refusal; none where it is allowed. */
  readonly refusal?: string;
}

/** A notebook of one person, in a tenant of several. */
export const NOTEBOOK = {
  apiVersion: 'ds.bloomberg.com/v1',
  kind: 'JupyterNotebook',
  metadata: { name: 'explore' },
  spec: { framework: 'jupyter-python-3', size: 'CpuSmall', users: ['alice@example.com'] },
};

const CREATE = ['create', '--dry-run=server', '-f', '-'];

const forbidden = (verb: string, resource: string): string => `cannot ${verb} resource "${resource}"`;

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'own' }, spec: { containers: [{ name: 'main', image: 'docker.io/library/own:1' }] } };

const addToken = ['patch', 'jupyternotebook', 'explore', '--dry-run=server', '--type=merge', '-p', JSON.stringify({ spec: { tokenHashes: ['a'.repeat(64)] } })];

const withSecret = pythonJob({ podTemplatePatches: [{ op: 'add', path: '/spec/volumes/-', value: { name: 'theirs', secret: { secretName: 'theirs' } } }] }, { name: 'reader' });
const withClaim = pythonJob({ podTemplatePatches: [{ op: 'add', path: '/spec/volumes/-', value: { name: 'theirs', persistentVolumeClaim: { claimName: 'foreign' } } }] }, { name: 'reader' });

/** The first rows are allowed: who submits to a tenant is trusted by all others who do. */
export const PEOPLE_ATTEMPTS: readonly PersonAttempt[] = [
  { who: 'submitter', what: 'gives a notebook of somebody else, without tokens, one of their own', args: addToken },
  { who: 'submitter', what: "mounts somebody else's workspace in a job", args: CREATE, object: withClaim },
  { who: 'submitter', what: "deletes somebody else's workspace", args: ['delete', 'persistentvolumeclaim', 'foreign', '--dry-run=server'] },
  { who: 'submitter', what: "reads a Secret of the tenant in a job's code", args: CREATE, object: withSecret },
  { who: 'submitter', what: "deletes somebody else's job", args: ['delete', 'jupyternotebook', 'explore', '--dry-run=server'] },
  { who: 'submitter', what: 'acts as a user whom the tenant grants', args: CREATE, object: pythonJob({ identities: [{ id: 'davideis' }] }) },
  { who: 'submitter', what: 'acts as a user whom the tenant does not grant', args: CREATE, object: pythonJob({ identities: [{ id: 'hdfs' }] }), refusal: 'may not submit jobs that act as this user' },
  { who: 'submitter', what: 'takes a priority that the tenant does not have', args: CREATE, object: pythonJob({ priority: 'high' }), refusal: 'not a priority of this namespace' },
  { who: 'submitter', what: 'changes what a job runs', args: ['patch', 'jupyternotebook', 'explore', '--type=merge', '-p', '{"spec":{"framework":"python-3"}}'], refusal: 'spec.framework' },
  { who: 'submitter', what: 'makes a pod', args: CREATE, object: pod, refusal: forbidden('create', 'pods') },
  { who: 'submitter', what: 'makes an object of an engine', args: ['create', '--validate=false', '-f', '-'], object: { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: { name: 'own' }, spec: { replicatedJobs: [] } }, refusal: forbidden('create', 'jobsets') },
  { who: 'submitter', what: 'reads a Secret by the API', args: ['get', 'secret', 'theirs'], refusal: forbidden('get', 'secrets') },
  { who: 'submitter', what: 'has a token of the account of drivers', args: ['create', 'token', 'ds-spark'], refusal: forbidden('create', 'serviceaccounts/token') },
  { who: 'submitter', what: "writes a job's status", args: ['patch', 'jupyternotebook', 'explore', '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Succeeded"}}'], refusal: 'resource "jupyternotebooks/status"' },
  { who: 'owner', what: 'runs a command in a pod', args: ['exec', 'foreign-pod', '--', 'true'], refusal: 'resource "pods/exec"' },
  { who: 'owner', what: "raises the tenant's quota", args: ['patch', 'clusterqueue', 's-news', '--type=merge', '-p', '{"spec":{}}'], refusal: 'cannot patch resource "clusterqueues"' },
  { who: 'owner', what: 'opens the network', args: ['delete', 'networkpolicy', '--all'], refusal: 'cannot list resource "networkpolicies"' },
  { who: 'owner', what: 'gives somebody a right', args: ['create', 'rolebinding', 'more', '--role=ds-admin', '--user=friend'], refusal: 'cannot create resource "rolebindings"' },
  { who: 'owner', what: 'changes the catalog', args: ['patch', 'configmap', 'ds-catalog', '--namespace=ds-platform', '--type=merge', '-p', '{"data":{}}'], refusal: 'resource "configmaps"' },
  { who: 'viewer', what: 'suspends a job', args: ['patch', 'jupyternotebook', 'explore', '--type=merge', '-p', '{"spec":{"suspend":true}}'], refusal: forbidden('patch', 'jupyternotebooks') },
  { who: 'viewer', what: 'reaches a port of a job', args: ['create', '--raw', '/api/v1/namespaces/s-news/pods/foreign-pod/portforward', '-f', '-'], object: {}, refusal: 'resource "pods/portforward"' },
  { who: 'stranger', what: 'sees the jobs of a tenant', args: ['get', 'jupyternotebooks'], refusal: forbidden('list', 'jupyternotebooks') },
  { who: 'stranger', what: 'reads the output of a job', args: ['logs', 'foreign-pod'], refusal: forbidden('get', 'pods') },
];
