import { type LibrarySchemaKind, Preset, ProjectProfile, Rule, Template } from "@aperture/sdk";
import { z } from "zod";

const schemas: Readonly<Record<LibrarySchemaKind, z.ZodType>> = {
  preset: Preset,
  rule: Rule,
  template: Template,
  profile: ProjectProfile,
};

/** JSON Schema (2020-12) of what somebody writes: what has a default may be left out. */
export const librarySchema = (kind: LibrarySchemaKind): Record<string, unknown> =>
  z.toJSONSchema(schemas[kind], { io: "input" });
