import type { PlacedRule } from '../../schema/rules';
import { envRules } from './env-rules';
import { MAX_LOCK } from './limits';

/** Rules of the fields that all kinds share. */
export const COMMON_RULES: readonly PlacedRule[] = [
  {
    at: 'spec.identities[]',
    rule: 'has(self.id) != has(self.hadoop)',
    message: 'needs its id once. Allowed: {hadoop: {id: davideis}}, or id: davideis beside an empty hadoop. Write it in one of the two ways.',
  },
  {
    at: 'spec.datasets[]',
    rule: '!(has(self.uri) && has(self.volume))',
    message: 'has both uri and volume. Allowed: one of the two, or neither for a Dataset of the namespace. Remove the other.',
  },
  {
    at: 'spec.datasets[]',
    rule: '!has(self.dataset) || !(has(self.uri) || has(self.volume))',
    message: 'names a Dataset, which tells itself where its data is. Allowed: neither uri nor volume beside it. Remove them, or dataset.',
    fieldPath: '.dataset',
  },
  {
    at: 'spec.datasets[]',
    rule: '!has(self.checksum) || has(self.uri) || has(self.volume)',
    message: 'is given by the Dataset. Allowed: beside uri or volume. Remove it, or give the version that you mean.',
    fieldPath: '.checksum',
  },
  ...['version', 'checksum'].map((part) => ({
    at: 'spec',
    rule: `!has(self.datasets) || !self.datasets.exists(one, self.datasets.exists(other, other.name == one.name + '-${part}'))`,
    message: `gives two datasets the same variable: that of the ${part} of one, and of another that is called like it with -${part}. Allowed: names that differ otherwise. Rename one.`,
    fieldPath: '.datasets',
  })),
  ...envRules('spec'),
  ...lockRules('spec'),
];

/** Rules of the lock of a spec. A file in a cluster has at most a mebibyte. */
export function lockRules(spec: string): PlacedRule[] {
  const size = 'self.packages.map(line, size(line)).sum()';
  const rest = `Allowed: at most ${MAX_LOCK}. Leave out the hashes of wheels for other systems, or put some of the packages into an image.`;
  return [
    {
      at: `${spec}.lock`,
      rule: `!has(self.packages) || ${size} <= ${MAX_LOCK}`,
      message: `have too many characters together. ${rest}`,
      messageExpression: `'have too many characters together (given %d). ${rest}'.format([${size}])`,
      fieldPath: '.packages',
    },
  ];
}
