import type { StructuralSchema } from '../schema/structural';
import generated from './generated.json';

/** The schemas of the layers' configuration, made from the TypeScript interfaces by `npm run generate`. */
export const layerSchemas = generated as unknown as Readonly<Record<keyof typeof generated, StructuralSchema>>;
