/**
 * The reference to pull an image by, when a mirror stands in for its registry. Images of `localhost` are only on the nodes and stay as they are.
 * @see https://github.com/distribution/reference for the grammar
 */
export function mirrored(image: string, mirror: string | undefined): string {
  if (mirror === undefined || image.startsWith('localhost/')) return image;
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const hasRegistry = first.includes('.') || first.includes(':');
  const repository = hasRegistry ? image.slice(slash + 1) : slash < 0 ? `library/${image}` : image;
  return `${mirror.replace(/\/$/, '')}/${repository}`;
}
