import { childResources, isLasting } from '../../../lib/jobs/children';
import { compileJob, validateJob } from '../../../lib/jobs/job';
import { catalog } from '../../builders/catalog';
import { register, WORKBENCH } from '../../builders/kinds';

/** Kinds of job that are made of more than a JobSet, some by engines that not every platform has. */

register(WORKBENCH);

const job = (spec: object = {}) => ({ apiVersion: 'ds.bloomberg.com/v1', kind: 'Workbench', metadata: { name: 'a' }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'a', ...spec } });

test('a job needs the engines of its kind, and those that its spec asks for', () => {
  const paths = (spec: object, ...engines: ('spark' | 'katib')[]) => validateJob(job(spec), catalog({ engines })).map(({ path }) => path);
  expect(paths({})).toEqual(['kind']);
  expect(paths({}, 'spark')).toEqual([]);
  expect(paths({ module: 'katib' })).toEqual(['kind', 'spec.module']);
  expect(paths({ module: 'katib' }, 'spark')).toEqual(['spec.module']);
  expect(paths({ module: 'katib' }, 'spark', 'katib')).toEqual([]);
});

test('a missing engine is told with what the platform has, and with the fix', () => {
  expect(validateJob(job({ module: 'katib' }), catalog({ engines: ['spark'] }))).toEqual([
    {
      path: 'spec.module',
      reason:
        'needs the engine katib, which this platform does not have (given "katib"). Engines of the platform: spark. Allowed: what these run. Ask the platform team to install katib and to add it to engines of the catalog.',
    },
  ]);
});

test('kinds of objects of an engine that the platform lacks are no children', () => {
  const kinds = (engines?: ('spark' | 'katib')[]) => childResources(WORKBENCH, catalog({ engines })).map(({ kind }) => kind);
  expect(kinds()).toEqual(['JobSet', 'PersistentVolumeClaim', 'Service']);
  expect(kinds(['katib'])).toEqual(['JobSet', 'PersistentVolumeClaim', 'Service', 'Experiment']);
});

test('a suspended job has the objects that last, and no others', () => {
  const platform = catalog({ engines: ['spark'] });
  expect(compileJob(job(), platform).map(({ kind }) => kind)).toEqual(['JobSet', 'PersistentVolumeClaim', 'Service']);
  expect(compileJob(job({ suspend: true }), platform).map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim']);
  expect(isLasting(WORKBENCH, { apiVersion: 'v1', kind: 'Service' })).toBe(false);
});
