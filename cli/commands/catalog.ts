import { Command, Option } from 'commander';
import { toYaml } from '../../lib';
import { type Offer, offerOf, type OfferedRuntime, type OfferedSize } from '../../lib/catalog/offer';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { nearest } from '../../lib/schema/nearest';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { type Io, print, say } from '../io';
import { toJson } from '../json';
import { type CatalogChoice, chooseCatalog } from '../catalog-choice';
import { examples, outputOption } from '../options';
import { Table } from '../table';

type Part = keyof Offer;

type Entry = OfferedRuntime | OfferedSize;

/** What of the catalog is asked for. */
interface Question {
  /** @default - all of it */
  readonly part?: Part;
  /** One entry of the part. @default - all */
  readonly name?: string;
}

interface CatalogOptions extends CatalogChoice {
  readonly output: 'table' | 'yaml' | 'json' | 'name';
}

/** How each part is called in the singular: `runtime/python-3`. */
const SINGULAR: Readonly<Record<Part, string>> = { runtimes: 'runtime', sizes: 'size' };

const PARTS = Object.keys(SINGULAR) as Part[];

/** `ds catalog`: what jobs may name. */
export function catalogCommand(io: Io): Command {
  return new Command('catalog')
    .argument('[part]', 'runtimes or sizes')
    .argument('[name]', 'one of them')
    .usage('[runtimes|sizes] [NAME] [options]')
    .option('-f, --file <files...>', 'files of YAML or JSON or folders of such files, that hold the catalog among other documents; - is standard input')
    .option('-R, --recursive', 'read the folders in these folders, too')
    .addOption(new Option('--catalog <file>', "catalog, or its ConfigMap (default: DS_CATALOG, else that of the cluster, else the catalog that ds carries)").conflicts(['file', 'context', 'kubeconfig']))
    .addOption(new Option('--context <name>', 'context of the kubeconfig (default: its current one)').conflicts('file'))
    .addOption(new Option('--kubeconfig <file>', 'kubeconfig (default: as for all commands)').conflicts('file'))
    .addOption(outputOption('table', 'yaml', 'json', 'name'))
    .addHelpText('after', examples('ds catalog', 'ds catalog sizes', 'ds catalog runtimes python-3 -o yaml', 'ds catalog -f dist/0001-platform.k8s.yaml'))
    .action((part: string | undefined, name: string | undefined, options: CatalogOptions) => show(io, { part: partNamed(part), name }, options));
}

async function show(io: Io, question: Question, options: CatalogOptions): Promise<void> {
  const { catalog, name: source } = await chooseCatalog(io, options);
  const offer = offerOf(catalog, JOB_KINDS);
  const answer = question.part === undefined ? offer : entries(offer, question.part, question.name);
  say(io, `From ${source}.`);
  await print(io, written(answer, question, options.output));
}

/** @throws CommandError for a word that is neither */
function partNamed(word: string | undefined): Part | undefined {
  if (word === undefined) return undefined;
  const found = PARTS.find((part) => [part, SINGULAR[part]].includes(word.toLowerCase()));
  if (found !== undefined) return found;
  const near = nearest(word, PARTS);
  throw new CommandError(EXIT.usage, `The catalog has no part of that name (given ${JSON.stringify(word)}). Allowed: ${PARTS.join(', ')}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Say which, and then the name of one of them.'}`);
}

/** @throws CommandError for a name that is not there */
function entries(offer: Offer, part: Part, name: string | undefined): Offer[Part] | Entry {
  const all: readonly Entry[] = offer[part];
  if (name === undefined) return offer[part];
  const found = all.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = all.map((entry) => entry.name);
  const near = nearest(name, names);
  throw new CommandError(EXIT.notFound, `There is no ${SINGULAR[part]} ${JSON.stringify(name)} in the catalog. Allowed: ${names.join(', ')}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Choose one of them.'}`);
}

function written(answer: Offer | Offer[Part] | Entry, { part, name }: Question, output: CatalogOptions['output']): string {
  if (output === 'json') return toJson(answer);
  if (output === 'yaml') return toYaml([answer]);
  const offer = part === undefined ? (answer as Offer) : { [part]: name === undefined ? answer : [answer] };
  const { runtimes, sizes } = offer as Partial<Offer>;
  if (output === 'name') return [...(runtimes ?? []).map((entry) => `${SINGULAR.runtimes}/${entry.name}\n`), ...(sizes ?? []).map((entry) => `${SINGULAR.sizes}/${entry.name}\n`)].join('');
  return [runtimes && runtimeTable(runtimes), sizes && sizeTable(sizes)].filter((table) => table !== undefined).join('\n');
}

function runtimeTable(runtimes: readonly OfferedRuntime[]): string {
  const rows = runtimes.map(({ name, language, framework = '-', version, kinds, image }) => [name, language, framework, version, kinds.join(',') || '-', image]);
  return new Table(['RUNTIME', 'LANGUAGE', 'FRAMEWORK', 'VERSION', 'KINDS', 'IMAGE'], rows).toString();
}

function sizeTable(sizes: readonly OfferedSize[]): string {
  return new Table(['SIZE', 'CPU', 'MEMORY', 'GPUS', 'POOL'], sizes.map(({ name, cpu, memory, gpus, nodePool }) => [name, cpu, memory, String(gpus), nodePool])).toString();
}
