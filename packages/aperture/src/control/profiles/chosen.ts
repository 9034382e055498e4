import { LibraryName } from "@aperture/sdk";
import { z } from "zod";
import type { Store } from "../../store/contract.ts";

/** What somebody chose for a session itself. Absent: as its run, project or the configuration says. `none`: nothing. */
const Chosen = z.object({
  preset: z.union([LibraryName, z.literal("none")]).optional(),
  template: z.union([LibraryName, z.literal("none")]).optional(),
  rules: z.array(LibraryName).default([]),
});
export type Chosen = z.infer<typeof Chosen>;

/** Read from the session's settings; what another Aperture wrote and this one cannot read counts as nothing. */
export function chosenFor(store: Store, session: number): Chosen {
  const { preset, template, rules } = store.control.sessionSettings.all(session);
  const read = Chosen.safeParse({ preset, template, rules });
  return read.success ? read.data : { rules: [] };
}
