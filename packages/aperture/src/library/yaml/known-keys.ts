import { z } from "zod";
import { type Path, valueAt } from "./place-of.ts";

/** The keys that a map may have at a path, by the schema and by what is written there (which variant of a union it is). Empty: any, or none known. */
export function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  let at: z.ZodType | null = plain(schema, value);
  for (const [index, part] of path.entries()) {
    at = at === null ? null : below(at, part);
    if (at !== null) at = plain(at, valueAt(value, path.slice(0, index + 1)));
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function below(schema: z.ZodType, part: string | number): z.ZodType | null {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.ZodType>)[part] ?? null;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return null;
}

/** Without what is wrapped around it, and of a union the variant that the value means. */
function plain(schema: z.ZodType, value: unknown): z.ZodType | null {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return plain(schema.unwrap() as z.ZodType, value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const options = schema.options as readonly z.ZodType[];
  const objects = options.map((option) => plain(option, value)).filter((option) => option instanceof z.ZodObject);
  if (!isMap) return null;
  const [only] = objects;
  if (objects.length === 1) return only ?? null;
  return objects.find((option) => isVariant(option, value as Record<string, unknown>)) ?? null;
}

/** Every literal of it is what the value says. */
function isVariant(option: z.ZodObject, value: Record<string, unknown>): boolean {
  const literals = Object.entries(option.shape).filter(([, field]) => field instanceof z.ZodLiteral);
  return literals.length > 0 && literals.every(([key, field]) => field.safeParse(value[key]).success);
}
