import type { InstallLibraryItem, PackPreview } from "@aperture/sdk";
import type { LibraryUse } from "../control/profiles/library-use.ts";
import type { Library } from "../library/contract.ts";
import type { Packs } from "../packs/contract.ts";
import type { Replayer } from "../replay/create-replayer.ts";

/** Everything about presets, rules and templates that routes work with. */
export interface LibraryManagement {
  readonly files: Pick<Library, "list" | "get" | "write" | "check" | "remove" | "project" | "projects" | "trust">;
  readonly use: LibraryUse;
  readonly packs: Packs;
  /** One of a registry, verified, then taken in as a pack's are. */
  readonly install: (input: InstallLibraryItem, signal?: AbortSignal) => Promise<PackPreview>;
  readonly replayer: Pick<Replayer, "effectOf">;
}
