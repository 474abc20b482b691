import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as fs from 'node:fs';
import type { Catalog } from '../lib/catalog/spec';
import { PlatformError } from '../lib/errors';
import type { Job as JobObject } from '../lib/jobs/job';
import { validateSchema } from '../lib/jobs/job';
import { parseYaml } from '../lib/yaml/read';
import { PlatformCatalog } from './catalog';
import { emitJob, type JobExpansion } from './job';

/** Properties of {@link JobFile}. */
export interface JobFileProps {
  /** Path of a YAML file with one job or more. */
  readonly file: string;
  /** What is written: the jobs themselves, or the native objects. @default 'operator' */
  readonly expand?: JobExpansion;
}

/** The jobs of a YAML file, checked as if they were written in TypeScript. */
export class JobFile extends Construct {
  /** The jobs as they are written in the file, with the chart's namespace where they name none. */
  readonly manifests: readonly JobObject[];
  /** The catalog that the jobs were checked against. */
  readonly catalog: Catalog;

  /** @throws PlatformError with every error of the first job that has any, or if the file is not YAML */
  constructor(scope: Construct, id: string, props: JobFileProps) {
    super(scope, id);
    this.catalog = PlatformCatalog.of(this);
    const { namespace } = Chart.of(this);
    this.manifests = parseYaml(fs.readFileSync(props.file, 'utf8'), props.file).map((document) => {
      const errors = validateSchema(document);
      if (errors.length > 0) throw new PlatformError('InvalidSpec', props.file, errors);
      const job = document as unknown as JobObject;
      return namespace === undefined ? job : { ...job, metadata: { namespace, ...job.metadata } };
    });
    this.manifests.forEach((manifest) => {
      const child = new Construct(this, `${manifest.kind}-${manifest.metadata.name}`);
      emitJob(child, manifest, this.catalog, props.expand);
    });
  }
}
