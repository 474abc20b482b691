import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { pythonJob } from '../../../builders/jobs';

const PROGRAM = 'spec.module: needs one program. Allowed: either module or script. Give exactly one.';
const FILE = 'spec.module: is the name of a file, and not of a module. Allowed: a module that Python can import. Leave out .py, and write a dot for each slash: news/train.py is news.train.';
const COMPLETIONS = 'spec.completions: is less than parallelism, so some pods would have nothing to do. Allowed: parallelism or more. Raise it, or lower parallelism.';

test.each<[object, string[]]>([
  [{ module: 'a.b_c' }, []],
  [{ script: 'print(1)' }, []],
  [{ module: 'a', parallelism: 3, completions: 3 }, []],
  [{ module: 'a', completions: 1 }, []],
  [{ module: 'train.py' }, [FILE]],
  [{}, [PROGRAM]],
  [{ module: 'a', script: 'b' }, [PROGRAM]],
  [{ module: null, script: null }, [PROGRAM]],
  [{ module: 'a', parallelism: 3, completions: 2 }, [COMPLETIONS]],
  [{ module: 'a', script: 'b', parallelism: 3, completions: 2 }, [PROGRAM, COMPLETIONS]],
  [{ script: '' }, ['spec.script: is too short (given ""). Allowed: at least 1 character. Correct it.']],
  [{ module: 'a', parallelism: 0 }, ['spec.parallelism: is too small (given 0). Allowed: 1 to 1000. Use 1 or more.']],
  [{ module: 'a', framework: 'jvm-21' }, ["spec.framework: this kind of job cannot run in it (given \"jvm-21\"). Allowed: tensorflow-1.13-python-3, tensorflow-2-python-3, pytorch-2-python-3, python-3, jupyter-python-3. Use one of them, or ask the platform's owners to add it to the catalog."]],
])('%j', (given, expected) => {
  const spec = { framework: 'python-3', size: 'CpuSmall', ...given };
  expect(texts(validateJob({ ...pythonJob(), spec }, DEFAULT_CATALOG))).toEqual(expected);
});
