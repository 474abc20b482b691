import * as pulumi from '@pulumi/pulumi';
import { PlatformError } from '../lib/errors';
import { readConfig } from './config';
import { deploy } from './deploy';

/** The program that Pulumi runs: the layer that the stack's configuration names. */
export = async (): Promise<object> => {
  try {
    return await deploy(readConfig());
  } catch (error) {
    // Whoever wrote the configuration has no use for a stack trace.
    if (error instanceof PlatformError) throw new pulumi.RunError(error.message);
    throw error;
  }
};
