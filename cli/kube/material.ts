import { readFileSync } from 'node:fs';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import type { Material } from './config';

/** What a kubeconfig holds, or the file that it names. @throws CommandError if that cannot be read */
export function bytesOf(material: Material | undefined): Buffer | undefined {
  if (material?.file === undefined) return material?.data;
  return readNamed(material.file);
}

/** A file that a kubeconfig names. @throws CommandError if it cannot be read */
export function readNamed(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.cluster, `The file ${file}, which the kubeconfig names, cannot be read (${code}). Correct the path, or log in again.`);
  }
}
