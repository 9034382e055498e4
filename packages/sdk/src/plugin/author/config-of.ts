import type { Json } from "../json.ts";

/** The TypeScript type of a JSON Schema's value, as far as a literal schema says it; of a widened one, that of its `default`. */
type ValueOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: infer T }
    ? string extends T
      ? S extends { readonly default: infer D }
        ? D
        : Json
      : T extends "string"
        ? string
        : T extends "number" | "integer"
          ? number
          : T extends "boolean"
            ? boolean
            : T extends "array"
              ? S extends { readonly items: infer I }
                ? readonly ValueOf<I>[]
                : readonly Json[]
              : T extends "object"
                ? PropertiesOf<S>
                : Json
    : Json;

type PropertiesOf<S> = S extends { readonly properties: infer P }
  ? { readonly [K in keyof P]: P[K] extends { readonly default: unknown } ? ValueOf<P[K]> : ValueOf<P[K]> | undefined }
  : { readonly [key: string]: Json };

/** `ctx.config` of a manifest: what the user set, with the schema's defaults. */
export type ConfigOf<M> = M extends { readonly config: infer S } ? PropertiesOf<S> : { readonly [key: string]: Json };
