import type { V1ValidatingAdmissionPolicyBinding } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from './object';

const API = 'admissionregistration.k8s.io/v1';

/** Where a policy finds its parameters, without which it refuses everything: one object, or all of the request's namespace with these labels. */
export type PolicyParameters = { readonly parameterNotFoundAction: 'Deny' } & (
  | { readonly name: string; readonly namespace: string }
  | { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } }
);

/** Puts a policy in force, in all namespaces. */
export function policyBinding(policyName: string, paramRef?: PolicyParameters): KubeObject {
  const object = {
    ...policyHeader('ValidatingAdmissionPolicyBinding', policyName),
    spec: { policyName, validationActions: ['Deny'], ...(paramRef && { paramRef: { ...paramRef } }) },
  } satisfies KubeObject & V1ValidatingAdmissionPolicyBinding;
  return object;
}

/** What every object of a policy begins with. */
export function policyHeader(kind: 'ValidatingAdmissionPolicy' | 'ValidatingAdmissionPolicyBinding', name: string): KubeObject {
  return { apiVersion: API, kind, metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY } } };
}
