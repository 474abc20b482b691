import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { withLock } from './lock';
import { cacheFolder } from './paths';
import { step } from './progress';
import { run, RunError } from './run';

interface Recipe {
  /** Name of each executable and the package that it is built from. */
  readonly programs: Readonly<Record<string, string>>;
  readonly tags?: string;
  /** Linker variables, given a function that finds a module's version in go.mod. */
  readonly variables?: (version: (modulePath: string) => string) => Readonly<Record<string, string>>;
}

const RECIPES = {
  kubernetes: {
    programs: {
      etcd: 'go.etcd.io/etcd/server/v3',
      coredns: './coredns',
      ...kubernetesCommands('kube-apiserver', 'kubectl', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'),
    },
    variables: kubernetesVersion,
  },
  'kubernetes-1.34': { programs: kubernetesCommands('kube-apiserver'), variables: kubernetesVersion },
  containerd: {
    programs: Object.fromEntries(
      ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => [name, `github.com/containerd/containerd/v2/cmd/${name}`]),
    ),
    // These snapshotters need C libraries.
    tags: 'no_btrfs no_devmapper no_zfs',
    variables: (version) => ({
      'github.com/containerd/containerd/v2/version.Version': version('github.com/containerd/containerd/v2'),
    }),
  },
  jobset: { programs: { jobset: 'sigs.k8s.io/jobset' } },
  kueue: { programs: { kueue: 'sigs.k8s.io/kueue/cmd/kueue' } },
  'spark-operator': { programs: { 'spark-operator': 'github.com/kubeflow/spark-operator/v2/cmd/operator' } },
  'local-path-provisioner': { programs: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' } },
  kwok: { programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' } },
  'kube-router': { programs: { 'kube-router': 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router' } },
  // Nothing of the sandbox runs it: it says what NetworkPolicies let through.
  cyclonus: { programs: { cyclonus: 'github.com/mattfenwick/cyclonus/cmd/cyclonus' } },
  // Nor these: they say what is wrong with objects; but for istiod, which tells Envoy what these ask for.
  istio: { programs: { istioctl: 'istio.io/istio/istioctl/cmd/istioctl', istiod: 'istio.io/istio/pilot/cmd/pilot-discovery' } },
  kubeconform: { programs: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' } },
  'kube-score': { programs: { 'kube-score': 'github.com/zegl/kube-score/cmd/kube-score' } },
  // Nor this: it turns objects into metrics.
  'kube-state-metrics': { programs: { 'kube-state-metrics': 'k8s.io/kube-state-metrics/v2' } },
  // Nor these: they deploy the platform in tests, as a platform engineer's own would.
  helm: { programs: { helm: 'helm.sh/helm/v3/cmd/helm' } },
  pulumi: {
    programs: { pulumi: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi' },
    variables: (version) => ({ 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version('github.com/pulumi/pulumi/pkg/v3') }),
  },
  'pulumi-kubernetes': {
    programs: { 'pulumi-resource-kubernetes': './provider' },
    // The module proxy knows the commit, not the release that was made of it.
    variables: () => ({ 'github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version': '4.25.0' }),
  },
  // Later releases keep the language host in a module that no proxy knows; this one runs a program by the SDK of the day.
  'pulumi-nodejs': { programs: { 'pulumi-language-nodejs': 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs' } },
} satisfies Readonly<Record<string, Recipe>>;

export type GoModule = keyof typeof RECIPES;

function kubernetesCommands(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`]));
}

/** Without these the server calls itself v0.0.0, and Kueue and charts with a `kubeVersion` refuse it. */
function kubernetesVersion(version: (modulePath: string) => string): Record<string, string> {
  const gitVersion = version('k8s.io/kubernetes');
  const [major = '', minor = ''] = gitVersion.slice(1).split('.');
  const target = 'k8s.io/component-base/version';
  return { [`${target}.gitVersion`]: gitVersion, [`${target}.gitMajor`]: major, [`${target}.gitMinor`]: minor };
}

/** All that can be built. */
export const GO_MODULES = Object.keys(RECIPES) as readonly GoModule[];

/** The folder with the module's executables, built from source the first time that these versions are asked for. */
export async function binaries(module: GoModule): Promise<string> {
  const args = await buildArguments(module);
  const folder = cacheFolder('bin', `${module}-${await fingerprint(module, args)}`);
  if (await exists(folder)) return folder;
  await withLock(cacheFolder('bin', `${module}.lock`), async () => {
    // Whoever held the lock before may have built it.
    if (await exists(folder)) return;
    await step(`build ${module} (minutes when Go has nothing cached)`, () => build(module, args, folder));
  });
  return folder;
}

/** The folder of a dependency's source code in Go's module cache, downloaded when it is not there. */
export async function modulePath(module: GoModule, importPath: string): Promise<string> {
  const find = async () => (await go(module, ['list', '-m', '-f', '{{.Dir}}', importPath])).trim();
  const folder = await find();
  if (folder !== '') return folder;
  await step(`download ${importPath}`, () => go(module, ['mod', 'download', importPath]));
  return find();
}

async function build(module: GoModule, args: readonly string[], folder: string): Promise<void> {
  const { programs }: Recipe = RECIPES[module];
  const partial = `${folder}.partial`;
  await fs.rm(partial, { recursive: true, force: true });
  await fs.mkdir(partial, { recursive: true });
  await go(module, ['build', ...args, '-o', `${partial}/`, ...Object.values(programs)]);
  for (const [name, importPath] of Object.entries(programs)) {
    const built = executableName(importPath);
    if (built !== name) await fs.rename(path.join(partial, built), path.join(partial, name));
  }
  await fs.rename(partial, folder);
}

/** What `go build` calls a package's executable: its last part, versions aside. */
function executableName(importPath: string): string {
  const parts = importPath.split('/').filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? importPath;
}

async function buildArguments(module: GoModule): Promise<string[]> {
  const { tags, variables }: Recipe = RECIPES[module];
  const goMod = await fs.readFile(path.join(moduleFolder(module), 'go.mod'), 'utf8');
  const set = Object.entries(variables?.((wanted) => requiredVersion(goMod, wanted)) ?? {});
  const ldflags = ['-s', '-w', ...set.map(([name, value]) => `-X ${name}=${value}`)].join(' ');
  return [...(tags === undefined ? [] : ['-tags', tags]), '-ldflags', ldflags];
}

function requiredVersion(goMod: string, wanted: string): string {
  for (const line of goMod.split('\n')) {
    const [name, version] = line.trim().replace(/^require /, '').split(' ');
    if (name === wanted && version !== undefined) return version;
  }
  throw new Error(`go.mod does not require ${wanted}, whose version the build needs.`);
}

async function fingerprint(module: GoModule, args: readonly string[]): Promise<string> {
  const folder = moduleFolder(module);
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, args, RECIPES[module].programs]));
  const names = (await fs.readdir(folder, { recursive: true })).filter((name) => /^go\.(mod|sum)$|\.go$/.test(name));
  for (const name of names.sort()) {
    hash.update(name).update(await fs.readFile(path.join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function go(module: GoModule, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    GOFLAGS: join(' ', process.env.GOFLAGS, '-mod=readonly -buildvcs=false'),
    // The checksum database does not answer for these; go.sum vouches for them.
    GONOSUMDB: join(',', process.env.GONOSUMDB, 'sigs.k8s.io/kueue,github.com/kubeflow/spark-operator/v2'),
  };
  try {
    return await run('go', args, { cwd: moduleFolder(module), env });
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new Error(
      `The sandbox builds ${module} from source, but 'go' does not start: ${(error as Error).message}. ` +
        'Install Go 1.26 or newer (https://go.dev/dl/) and put it on PATH.',
      { cause: error },
    );
  }
}

function moduleFolder(module: GoModule): string {
  return path.join(__dirname, 'go', module);
}

function join(separator: string, ...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
