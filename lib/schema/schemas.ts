import type { StructuralSchema } from './structural';
import generated from './generated.json';

type SchemaName = keyof typeof generated;

/** The schemas made from the TypeScript interfaces by `npm run generate`. */
export const schemas = generated as unknown as Readonly<Record<SchemaName, StructuralSchema>>;
