import type {
  AppliedLibraryItem,
  ApplyLibraryItem,
  ExportedPack,
  ExportPack,
  ImportPack,
  InstallLibraryItem,
  LibraryComparison,
  LibraryKind,
  LibraryRef,
  PackPreview,
  ReplayEffect,
  ReplayLibraryItem,
  SessionLibrary,
} from "@aperture/sdk";
import type { Library } from "../library/contract.ts";

/** What counts where: presets, rules and templates carried out. */
export interface LibraryUse {
  /** Throws `token_required` where settings of plugins go with it and the caller has no token. */
  apply(
    kind: LibraryKind,
    name: string,
    input: ApplyLibraryItem,
    caller: { readonly token: boolean },
  ): AppliedLibraryItem | Promise<AppliedLibraryItem>;
  /** `session-3` */
  inSession(session: string): SessionLibrary;
  compare(left: LibraryRef, right: LibraryRef): LibraryComparison;
}

/** Files that carry several of them, signed. */
export interface Packs {
  export(input: ExportPack): ExportedPack | Promise<ExportedPack>;
  import(input: ImportPack): PackPreview | Promise<PackPreview>;
}

/** One of a registry, verified, then taken in as a pack's are. */
export type InstallItem = (input: InstallLibraryItem, signal?: AbortSignal) => Promise<PackPreview>;

/** Recorded requests, sent again in thought. */
export interface Replayer {
  /** Gives up when `signal` aborts: it rejects then. */
  effectOf(input: ReplayLibraryItem, signal?: AbortSignal): Promise<ReplayEffect>;
}

/** Everything about presets, rules and templates that routes work with. */
export interface LibraryManagement {
  readonly files: Pick<Library, "list" | "get" | "write" | "remove" | "project" | "projects" | "trust">;
  readonly use: LibraryUse;
  readonly packs: Packs;
  readonly install: InstallItem;
  readonly replayer: Replayer;
}
