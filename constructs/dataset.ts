import { Chart, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { API_GROUP, API_VERSION } from '../lib/api';
import { type DatasetObject, DATASET, validateDataset } from '../lib/datasets/definition';
import type { DatasetSpec } from '../lib/datasets/spec';
import type { DatasetReference, DatasetVolume } from '../lib/jobs/common/spec';
import type { Json } from '../lib/k8s/object';
import { ManifestObject } from './manifest-object';
import { refuse } from './objects';

/** Properties of {@link Dataset}. */
export interface DatasetProps {
  /** Name, namespace, labels and annotations. @default - the name is the construct's id, the namespace is the chart's */
  readonly metadata?: ApiObjectMetadata;
  /** Version of the data. Other data is another version. */
  readonly version: string;
  /** Address of the data. Either this or `volume`. @default - volume is given */
  readonly uri?: string;
  /** Volume with the data, mounted read-only where jobs read it. @default - uri is given */
  readonly volume?: DatasetVolume;
  /** SHA-256 of the file, or of the file `SHA256SUMS` of the folder. @default - nothing is checked */
  readonly checksum?: string;
  /** What the data is, for people. @default - nothing is said */
  readonly description?: string;
}

/** Data that jobs of a namespace read, in one version. */
export class Dataset extends Construct {
  /** Name of the dataset. */
  readonly name: string;
  /** The dataset as it is written in YAML. */
  readonly manifest: DatasetObject;

  /** @throws PlatformError with every error of the dataset */
  constructor(scope: Construct, id: string, props: DatasetProps) {
    super(scope, id);
    const { metadata = {}, ...source } = props;
    const { name = id, namespace = Chart.of(this).namespace, labels, annotations } = metadata;
    this.name = name;
    this.manifest = {
      apiVersion: `${API_GROUP}/${API_VERSION}`,
      kind: DATASET.kind,
      metadata: { name, ...(namespace !== undefined && { namespace }), ...(labels && { labels }), ...(annotations && { annotations }) },
      spec: Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)) as unknown as DatasetSpec,
    };
    refuse('InvalidSpec', `${DATASET.kind}/${name}`, validateDataset(this.manifest as unknown as { [key: string]: Json }));
    new ManifestObject(this, 'Resource', { ...this.manifest });
  }

  /** How a job reads it. @param name what the job calls it; its own name by default */
  reference(name: string = this.name): DatasetReference {
    return name === this.name ? { name } : { name, dataset: this.name };
  }
}
