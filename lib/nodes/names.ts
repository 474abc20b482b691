import type { FieldError } from '../errors';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** A name of DNS labels with dots between them. @see SubdomainName, the same for what people write */
export const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Whether a text names a Kubernetes object in every place where names are used: a DNS label (RFC 1123). */
export function isObjectName(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** What {@link isObjectName} allows, as a sentence of an error. */
export const OBJECT_NAME_RULE = 'Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends.';

/** The one error of a name that no Kubernetes object can have. */
export function checkObjectName(path: string, name: string): FieldError[] {
  if (isObjectName(name)) return [];
  return [{ path, reason: `not a name (given ${JSON.stringify(name)}). ${OBJECT_NAME_RULE} Rename it.` }];
}

/** The one error of a text that names no DeviceClass: a DNS name. */
export function checkDeviceClass(path: string, name: string): FieldError[] {
  if (name.length <= 253 && SUBDOMAIN.test(name)) return [];
  const rule = 'Allowed: a DNS name of at most 253 characters. Write it like "gpu.nvidia.com".';
  return [{ path, reason: `not a DeviceClass (given ${JSON.stringify(name)}). ${rule}` }];
}

/**
 * The errors of a map of labels.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkLabels(path: string, labels: Record<string, string>): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkLabelKey(path, key),
    ...checkLabelValue(`${path}.${key}`, value),
  ]);
}

/** The one error of a text that is no key of a label or taint. */
export function checkLabelKey(path: string, key: string): FieldError[] {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  const prefix = parts.join('/');
  const prefixed = parts.length === 0 || (prefix.length <= 253 && SUBDOMAIN.test(prefix));
  if (prefixed && name.length <= 63 && QUALIFIED.test(name)) return [];
  return [
    {
      path,
      reason:
        `not a key (given ${JSON.stringify(key)}). ` +
        'Allowed: at most 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is a prefix. Correct the key.',
    },
  ];
}

/** The one error of a text that is no value of a label or taint. */
export function checkLabelValue(path: string, value: string): FieldError[] {
  if (value === '' || (value.length <= 63 && QUALIFIED.test(value))) return [];
  return [
    {
      path,
      reason:
        `not a value (given ${JSON.stringify(value)}). ` +
        'Allowed: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends. Correct the value.',
    },
  ];
}
