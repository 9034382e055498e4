import type { LibraryKind } from "@aperture/sdk";
import { type LibraryPart, noView } from "../view/view-place.ts";
import type { Page } from "./page.svelte.ts";

/** To presets, rules and templates, and back to the context as it was left. */
export function toggleLibrary(page: Page): void {
  page.router.go({ ...noView, view: page.router.place.view === "library" ? undefined : "library" });
}

/** All of a kind, or a part of the view that is of no item: a new one, an import, the projects. */
export function showLibrary(page: Page, kind: LibraryKind = "preset", part?: LibraryPart): void {
  page.router.go({ ...noView, view: "library", kind, part });
}

/** To where something of a registry is looked at and taken, with its name in the field; nobody is asked yet. */
export function findItem(page: Page, { kind, name }: { readonly kind: LibraryKind; readonly name: string }): void {
  const isThere = page.router.place.part === "import";
  page.router.go(
    { ...noView, view: "library", kind, part: "import", item: name || undefined },
    isThere ? "replace" : "push",
  );
}

/** A preset, rule or template, or a part of it; `beside`: what it is held against. */
export function showItem(
  page: Page,
  { kind, name }: { readonly kind: LibraryKind; readonly name: string },
  part?: LibraryPart,
  beside?: string,
): void {
  page.router.go({ ...noView, view: "library", kind, item: name, part, beside });
}
