/** An image reference in the parts that charts ask for. */
export interface ImageParts {
  /** Host, with port where there is one. */
  readonly registry: string;
  /** Path without the host. */
  readonly path: string;
  /** Host and path. */
  readonly repository: string;
  readonly tag: string;
}

/** The parts of a full reference with a tag: `quay.io/jetstack/cert-manager-webhook:v1.21.1`. */
export function imageParts(reference: string): ImageParts {
  const colon = reference.lastIndexOf(':');
  const repository = reference.slice(0, colon);
  const slash = repository.indexOf('/');
  return { registry: repository.slice(0, slash), path: repository.slice(slash + 1), repository, tag: reference.slice(colon + 1) };
}

/** `repository` and `tag`, the form that most charts take an image in. */
export function repositoryAndTag(reference: string): { repository: string; tag: string } {
  const { repository, tag } = imageParts(reference);
  return { repository, tag };
}
