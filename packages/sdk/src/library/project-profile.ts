import { z } from "zod";
import { Budget } from "../budget.ts";
import { LibraryName } from "./library-kind.ts";
import { RuleUse } from "./preset.ts";

/** `.aperture.yml` in a project's folder: what its sessions begin with. Nothing of it counts until the user trusts the folder. */
export const ProjectProfile = z
  .strictObject({
    preset: LibraryName.optional(),
    template: LibraryName.optional(),
    budget: Budget.partial().strict().optional(),
    rules: z.array(RuleUse).max(200).optional(),
    /** Globs inside the project: files whose changes are told (`watched-file-changed`) while a session works there. */
    watch: z.array(z.string().min(1).max(300)).max(50).optional(),
  })
  .meta({ id: "ProjectProfile" });
export type ProjectProfile = z.infer<typeof ProjectProfile>;
