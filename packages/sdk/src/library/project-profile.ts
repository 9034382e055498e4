import { z } from "zod";
import { Budget } from "../budget.ts";
import { LibraryName } from "./library-kind.ts";
import { RuleUse } from "./preset.ts";

/** `.aperture.yml` in a project's folder: what its sessions begin with. Nothing of it counts until the user trusts the folder. */
export const ProjectProfile = z
  .strictObject({
    preset: LibraryName.optional().meta({ description: "The preset that sessions in this folder begin with." }),
    template: LibraryName.optional().meta({ description: "The structure of their prompts." }),
    budget: Budget.partial()
      .strict()
      .optional()
      .meta({ description: "How much their prompts may hold, and what happens beyond." }),
    rules: z
      .array(RuleUse)
      .max(200)
      .optional()
      .meta({ description: "Rules that count in them, by name or written here." }),
    watch: z.array(z.string().min(1).max(300)).max(50).optional().meta({
      description: "Files inside the project whose changes are told while a session works there, such as src/**/*.ts.",
    }),
  })
  .meta({ id: "ProjectProfile" });
export type ProjectProfile = z.infer<typeof ProjectProfile>;
