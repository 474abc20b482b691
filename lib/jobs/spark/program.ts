import { API_GROUP } from '../../api';
import { ENVIRONMENT_PATH, requirements } from '../common/environment';
import type { SparkJobSpec } from './spec';

/** Annotation of the driver's pod with the program that runs a module; a volume shows it as a file. */
export const PROGRAM_ANNOTATION = `${API_GROUP}/program`;

export const RUNNER_FOLDER = '/opt/ds/program';
export const RUNNER = 'run_module.py';

/** Whether the application is in Python. */
export function isPython({ mainClass }: SparkJobSpec): boolean {
  return mainClass === undefined;
}

/** What Spark runs, and the arguments that come before the job's own. */
export function programOf({ mainApplicationFile, mainClass, module }: SparkJobSpec): { file: string; mainClass?: string; first: string[] } {
  if (module !== undefined) return { file: `local://${RUNNER_FOLDER}/${RUNNER}`, first: [module] };
  return { file: mainApplicationFile as string, ...(mainClass !== undefined && { mainClass }), first: [] };
}

/** Which Python the driver and the workers of executors run. */
export function pythonSettings(spec: SparkJobSpec): Record<string, string> {
  if (!isPython(spec) || requirements(spec).length === 0) return {};
  const python = `${ENVIRONMENT_PATH}/bin/python`;
  return { 'spark.pyspark.python': python, 'spark.pyspark.driver.python': python };
}
