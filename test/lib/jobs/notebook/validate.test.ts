import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { validateJob } from '../../../../lib/jobs/job';
import { catalog, NOTEBOOK_GATEWAY } from '../../../builders/catalog';
import { texts } from '../../../builders/errors';
import { jupyterNotebook, TOKEN_HASH } from '../../../builders/jobs';

const PRIORITY =
  'spec.priority: is for notebooks that may be stopped. Allowed: with preemptible: true, since the others come before every job of their queue. Remove it, or set preemptible.';

test.each<[object, string[]]>([
  [{}, []],
  [{ tokenHashes: undefined }, []],
  [{ workspaceVolume: {} }, []],
  [{ workspaceVolume: { size: '500Mi', storageClassName: 'fast.example.com' } }, []],
  [{ preemptible: true, priority: 'low' }, []],
  [{ framework: 'python-3', pipPackages: ['JupyterLab>=4'] }, []],
  [{ framework: 'python-3', pipPackages: ['jupyterlab[extra]==4.4'] }, []],
  [{ framework: 'python-3', lock: { packages: [`jupyterlab==4.4.0 --hash=sha256:${TOKEN_HASH}`] } }, []],
  [{ priority: 'low' }, [PRIORITY]],
  [{ priority: 'low', preemptible: false }, [PRIORITY]],
  [{ tokenHashes: [] }, ['spec.tokenHashes: has too few entries (given 0). Allowed: at least 1. Add some.']],
  [{ tokenHashes: ['secret'] }, [expect.stringMatching(/^spec\.tokenHashes\[0\]: /)]],
  [{ users: ['alice@example.com'] }, ['spec.users: cannot be let in (given ["alice@example.com"]), since this platform has no gateway for notebooks. Allowed: tokenHashes. Remove users and open the notebook by its token, or ask the platform team for `notebooks` at its ingress.']],
  [{ users: [] }, ['spec.users: has too few entries (given 0). Allowed: at least 1. Add some.']],
  [{ users: ['*'] }, [expect.stringMatching(/^spec\.users\[0\]: /)]],
  [{ users: ['alice '] }, [expect.stringMatching(/^spec\.users\[0\]: /)]],
  [{ idleTimeoutSeconds: 5 }, ['spec.idleTimeoutSeconds: is too small (given 5). Allowed: 10 to 604800. Use 10 or more.']],
  [{ workspaceVolume: { size: 'big' } }, [expect.stringMatching(/^spec\.workspaceVolume\.size: /)]],
  [{ args: ['--allow-root'] }, [expect.stringMatching(/^spec\.args: unknown field/)]],
  [{ framework: 'jvm-21' }, [expect.stringMatching(/^spec\.framework: this kind of job cannot run in it/)]],
  [
    { framework: 'python-3', pipPackages: ['jupyterlab-git'] },
    ['spec.pipPackages: nothing brings JupyterLab (given runtime "python-3", whose image does not carry it). Allowed: pipPackages with jupyterlab, or the runtimes jupyter-python-3. Add jupyterlab, or choose another runtime.'],
  ],
  [{ framework: 'python-3', lock: { packages: [] } }, [expect.stringMatching(/^spec\.lock\.packages: nothing brings JupyterLab/)]],
])('%j', (given, expected) => {
  const job = jupyterNotebook();
  expect(texts(validateJob({ ...job, spec: { ...job.spec, ...given } }, DEFAULT_CATALOG))).toEqual(expected);
});

test('where there is a gateway for them, a notebook can name users', () => {
  expect(texts(validateJob(jupyterNotebook({ users: ['alice', 'b c'] }), { ...DEFAULT_CATALOG, notebookGateway: NOTEBOOK_GATEWAY }))).toEqual([]);
});

test('where no image carries JupyterLab, packages can', () => {
  expect(texts(validateJob(jupyterNotebook({ framework: 'python-3' }), catalog()))).toEqual([
    'spec.pipPackages: nothing brings JupyterLab (given runtime "python-3", whose image does not carry it). Allowed: pipPackages with jupyterlab. Add jupyterlab, or choose another runtime.',
  ]);
});

test('a name fits the names of its pod', () => {
  expect(texts(validateJob(jupyterNotebook({}, { name: 'n'.repeat(45) }), DEFAULT_CATALOG))).toEqual([]);
  expect(texts(validateJob(jupyterNotebook({}, { name: 'n'.repeat(46) }), DEFAULT_CATALOG))).toEqual([
    'metadata.name: is too long (given 46 characters). Allowed: at most 45, so that the names of the main pods fit 63. Shorten it by 1.',
  ]);
});
