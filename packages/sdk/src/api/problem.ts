import { z } from "zod";

/**
 * RFC 9457 problem+json. `code` is stable; `errors` say where: at a JSON pointer into the body, in a named parameter or header, or at a line
 * of a file, where all fields of a `YamlProblem` are told.
 */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          detail: z.string(),
          /** JSON pointer (RFC 6901) into the body. */
          pointer: z.string().optional(),
          /** A field of the query, or a part of the path. */
          parameter: z.string().optional(),
          header: z.string().optional(),
          file: z.string().optional(),
          /** 1-based, as is `column`. */
          line: z.int().optional(),
          column: z.int().optional(),
          allowed: z.string().nullable().optional(),
          nearest: z.string().nullable().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
