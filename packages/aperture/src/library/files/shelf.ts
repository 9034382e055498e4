import { createHash } from "node:crypto";
import type { LibraryKind, Preset, Rule, Template, YamlProblem } from "@aperture/sdk";
import { readItem } from "../read-item.ts";
import { listNames, pathIn } from "./list-names.ts";
import { FileRefused, readPlainFile, stampOf, textOf } from "./read-plain-file.ts";

/** One file as it stands. */
export interface ShelfItem {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly path: string;
  /** Empty where the file is refused. */
  readonly text: string;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  /** Null where it cannot be used: then `problems` say why. */
  readonly value: Preset | Rule | Template | null;
  readonly problems: readonly YamlProblem[];
  readonly warnings: readonly YamlProblem[];
}

/** A folder with `presets/`, `rules/` and `templates/`: read when asked, remembered until a file is another one. */
export interface Shelf {
  readonly root: string;
  names(kind: LibraryKind): string[];
  get(kind: LibraryKind, name: string): ShelfItem | null;
  /** Another one whenever any file is. */
  stamp(): string;
}

export function createShelf(root: string): Shelf {
  const remembered = new Map<string, { readonly stamp: string; readonly item: ShelfItem }>();
  const names = (kind: LibraryKind): string[] => {
    try {
      return listNames(root, kind);
    } catch (error) {
      if (error instanceof FileRefused || isGone(error)) return [];
      throw error;
    }
  };
  return {
    root,
    names,
    get(kind, name) {
      const path = pathIn(root, kind, name);
      const key = `${kind}/${name}`;
      try {
        const stamp = stampOf(path);
        if (stamp === null) {
          remembered.delete(key);
          return null;
        }
        const known = remembered.get(key);
        if (known?.stamp === stamp) return known.item;
        const file = readPlainFile(path);
        const item = itemOf(kind, name, path, file.bytes);
        if (file.isSettled) remembered.set(key, { stamp: file.stamp, item });
        else remembered.delete(key);
        return item;
      } catch (error) {
        if (error instanceof FileRefused) return refusedItem(kind, name, path, error.message);
        throw error;
      }
    },
    stamp: () =>
      (["preset", "rule", "template"] as const)
        .flatMap((kind) => names(kind).map((name) => `${kind}/${name}=${stampOrRefusal(pathIn(root, kind, name))}`))
        .join("\n"),
  };
}

/** A file's bytes as an item; throws FileRefused where they are no UTF-8. */
export function itemOf(kind: LibraryKind, name: string, path: string, bytes: Uint8Array): ShelfItem {
  const text = textOf(bytes);
  const { value, problems, warnings } = readItem(kind, text, path, name);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { kind, name, path, text, sha256, value, problems, warnings };
}

export function refusedItem(kind: LibraryKind, name: string, path: string, reason: string): ShelfItem {
  const problem = { file: path, line: 1, column: 1, pointer: "", reason, allowed: null, nearest: null };
  return { kind, name, path, text: "", sha256: "", value: null, problems: [problem], warnings: [] };
}

function stampOrRefusal(path: string): string {
  try {
    return stampOf(path) ?? "";
  } catch (error) {
    if (error instanceof FileRefused) return error.message;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");
