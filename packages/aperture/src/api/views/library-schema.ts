import { type LibrarySchemaKind, Preset, ProjectProfile, Rule, Template } from "@aperture/sdk";
import { z } from "zod";

const schemas: Readonly<Record<LibrarySchemaKind, z.ZodType>> = {
  preset: Preset,
  rule: Rule,
  template: Template,
  profile: ProjectProfile,
};

/**
 * JSON Schema (2020-12) of what somebody writes: what has a default may be left out. The object itself stands at the top, not behind a reference:
 * editors that complete by a schema look there.
 */
export function librarySchema(kind: LibrarySchemaKind): Record<string, unknown> {
  const { $ref, $defs = {}, ...head } = z.toJSONSchema(schemas[kind], { io: "input" });
  const name = $ref?.replace("#/$defs/", "") ?? "";
  const { [name]: top = {}, ...others } = $defs;
  return { ...head, ...top, ...(Object.keys(others).length === 0 ? {} : { $defs: others }) };
}
