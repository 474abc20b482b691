/** The module that a job runs, to begin a sentence with. */
export function moduleInWords({ module }: { readonly module?: string }): string | undefined {
  return module === undefined ? undefined : `Module ${module}`;
}

/** The class that a job runs, to begin a sentence with. */
export function classInWords({ mainClass }: { readonly mainClass?: string }): string | undefined {
  return mainClass === undefined ? undefined : `Class ${mainClass}`;
}
