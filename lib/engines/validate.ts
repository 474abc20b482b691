import type { FieldError } from '../errors';
import { nearest } from '../schema/nearest';
import { isPath } from './plan';
import type { EngineOverrides, EngineOverrideSpec } from './spec';
import { ENGINE_NAMES } from './table';

/** Everything that is wrong with overrides whose fields have the right types. */
export function validateEngines(path: string, overrides: EngineOverrides): FieldError[] {
  return Object.entries(overrides).flatMap(([name, override]) => [...checkName(`${path}.${name}`, name), ...checkOverride(`${path}.${name}`, override)]);
}

/** What is wrong with an OCI folder that charts are taken from. */
export function checkChartMirror(path: string, address: string): FieldError[] {
  if (/^oci:\/\/[^/\s]+(\/[^\s]*)?$/.test(address)) return [];
  return [{ path, reason: `not a registry of charts (given ${JSON.stringify(address)}). Allowed: an OCI registry, with a path where needed. Write it like "oci://registry.example.com/charts".` }];
}

function checkName(path: string, name: string): FieldError[] {
  if ((ENGINE_NAMES as readonly string[]).includes(name)) return [];
  const near = nearest(name, ENGINE_NAMES);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Remove it.';
  return [{ path, reason: `unknown engine (given ${JSON.stringify(name)}). Allowed: ${ENGINE_NAMES.join(', ')}. ${fix}` }];
}

function checkOverride(path: string, { chart, version, install }: EngineOverrideSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (chart !== undefined && !isPath(chart) && !/^oci:\/\/[^/\s]+\/\S+$/.test(chart)) {
    errors.push({ path: `${path}.chart`, reason: `not a chart (given ${JSON.stringify(chart)}). Allowed: a path that begins with ./, ../ or /, or an oci:// reference. Write it like "./charts/kueue" or "oci://registry.example.com/charts/kueue".` });
  }
  if (chart !== undefined && isPath(chart) && version !== undefined) {
    errors.push({ path: `${path}.version`, reason: `has no effect (given ${JSON.stringify(version)}). Allowed: a version of a chart from a registry; a path holds one version. Remove it.` });
  }
  if (version === '') errors.push({ path: `${path}.version`, reason: 'empty (given ""). Allowed: a version of the chart. Remove it for the version in the table of engines.' });
  if (install === false && chart !== undefined) {
    errors.push({ path: `${path}.install`, reason: 'contradicts chart (given false). Allowed: false without a chart, or a chart. Remove one of the two.' });
  }
  return errors;
}
