import { KEYTABS } from '../../hadoop/names';
import type { PlacedRule } from '../../schema/rules';

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
  {
    at: 'spec.env[]',
    rule: "!self.name.startsWith('DS_') && self.name != 'TF_CONFIG'",
    message: 'belongs to the platform. Allowed: names other than TF_CONFIG and those that start with DS_. Rename the variable.',
    fieldPath: '.name',
  },
  {
    at: 'spec.env[]',
    rule: '!(has(self.value) && has(self.valueFrom))',
    message: 'has both value and valueFrom. Allowed: one of the two. Remove the other.',
  },
  {
    at: 'spec.env[]',
    rule: "self.name != 'HADOOP_USER_NAME'",
    message: 'belongs to identities. Allowed: names other than HADOOP_USER_NAME. Name the user in identities instead.',
    fieldPath: '.name',
  },
  {
    at: 'spec.env[].valueFrom.secretKeyRef',
    rule: `self.name != '${KEYTABS}'`,
    message: 'holds the keytabs of users. Allowed: other Secrets. Name the user in identities instead.',
    fieldPath: '.name',
  },
  {
    at: 'spec.env[].valueFrom',
    rule: 'has(self.secretKeyRef) != has(self.configMapKeyRef)',
    message: 'needs one source. Allowed: either secretKeyRef or configMapKeyRef. Give exactly one.',
  },
];
