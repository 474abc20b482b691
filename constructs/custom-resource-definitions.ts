import { Construct } from 'constructs';
import { crds } from '../lib/jobs/job';
import { addObjects } from './objects';

/** The CustomResourceDefinitions of every kind of job, and of the data that they read. */
export class CustomResourceDefinitions extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    addObjects(this, crds());
  }
}
