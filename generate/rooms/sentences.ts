/** A room: a folder of the repository, or one of `lib/`, and what it is in one sentence. */
export interface Room {
  readonly folder: string;
  readonly is: string;
}

/** What the package is made of: what a user imports, deploys or calls. */
export const PRODUCT: readonly Room[] = [
  { folder: 'lib', is: 'what things are: specs, their validation, and their compilation to plain Kubernetes objects' },
  { folder: 'programs', is: 'what runs inside pods in other languages: Python, shell and JavaScript; generate/ embeds it into lib/' },
  { folder: 'constructs', is: 'how people compose them: cdk8s constructs' },
  { folder: 'operator', is: 'how they live in the cluster: pure decisions, and the loop around them' },
  { folder: 'stacks', is: 'where they run: Pulumi layers and components' },
  { folder: 'cli', is: 'the command ds' },
  { folder: 'examples', is: 'programs that people copy' },
];

/** What the package is made with. */
export const WORKSHOP: readonly Room[] = [
  { folder: 'generate', is: 'writes what is derived from the sources: schemas, definitions, reference, this page' },
  { folder: 'sandbox', is: 'a real Kubernetes on one machine, to try things on' },
  { folder: 'test', is: 'holds every room to what it promises, without a cluster and on one' },
  { folder: 'bench', is: 'measures how fast it is' },
  { folder: 'findings', is: 'surprises about real libraries, tools and formats, each a script that proves itself; outside CI' },
];

/** The rooms inside `lib/` that are about a platform. */
export const LIBRARY: readonly Room[] = [
  { folder: 'lib/jobs', is: 'the kinds of job: what users write, and what it becomes' },
  { folder: 'lib/datasets', is: 'data that jobs read: what a version is, and which one a job saw' },
  { folder: 'lib/monitoring', is: 'what is measured, what is told and what is drawn: metrics, rules, dashboards' },
  { folder: 'lib/tenants', is: 'a team: its namespace, and everything that makes it safe' },
  { folder: 'lib/mesh', is: 'who reaches whom inside, and what is exposed to whom outside' },
  { folder: 'lib/queues', is: 'who may use how much, and who waits' },
  { folder: 'lib/hadoop', is: 'how jobs act as users of Hadoop: configuration, keytabs, tickets' },
  { folder: 'lib/nodes', is: 'pools of nodes, and the classes of nodes that quotas count' },
  { folder: 'lib/devices', is: "NVIDIA's device plugin, GPU Operator and metrics exporter, told how pools share their GPUs" },
  { folder: 'lib/engines', is: 'the upstream engines: charts, versions, images, and our values' },
  { folder: 'lib/platform', is: 'the configuration of the layers that Pulumi deploys' },
  { folder: 'lib/catalog', is: 'what the platform offers: runtimes, sizes, pools' },
];

/** The rooms inside `lib/` that all the others stand on. */
export const FOUNDATION: readonly Room[] = [
  { folder: 'lib/schema', is: 'one schema for each spec: for the API server and for checks offline' },
  { folder: 'lib/quantity', is: 'amounts of CPU, memory and devices' },
  { folder: 'lib/observed', is: 'what is read of objects that others wrote: conditions, pods, Workloads' },
  { folder: 'lib/k8s', is: 'the shape of a Kubernetes object' },
  { folder: 'lib/yaml', is: 'reading and writing YAML' },
];
