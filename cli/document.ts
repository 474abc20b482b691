import type { FieldError, Json } from '../lib';

/** A document of a file. */
export interface Document {
  readonly file: string;
  /** Its place among the documents of the file that are not empty, from 1. */
  readonly position: number;
  readonly content: Json;
}

/** An error of a document. */
export interface Finding extends FieldError {
  readonly file: string;
  /** Place of the document in its file, from 1; 0 if the file as a whole is meant. */
  readonly document: number;
  readonly kind: string;
  readonly name: string;
}

/** The documents of all files, and what keeps a file from being read as YAML. */
export interface Manifests {
  readonly documents: readonly Document[];
  readonly findings: readonly Finding[];
}
