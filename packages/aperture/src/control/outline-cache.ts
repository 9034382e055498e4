import { hash } from "node:crypto";
import { type LanguageName, languageOf, largestOutlined } from "@aperture/engine/compression/summarize/language-of";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";

/** Outlines that are remembered, and their characters: an outline has 1,000 to 10,000. */
const most = { outlines: 2_000, characters: 8_000_000 };

/** Outlines by what was asked, the oldest given up first. Null: there is none, which is worth remembering as well. */
export class OutlineCache {
  readonly #outlines = new Map<string, string | null>();
  #characters = 0;

  /** Undefined where it was never made, or was given up. */
  get(key: string): string | null | undefined {
    return this.#outlines.get(key);
  }

  set(key: string, outline: string | null): void {
    this.#drop(key);
    this.#outlines.set(key, outline);
    this.#characters += outline?.length ?? 0;
    for (const oldest of this.#outlines.keys()) {
      if (this.#outlines.size <= most.outlines && this.#characters <= most.characters) break;
      this.#drop(oldest);
    }
  }

  clear(): void {
    this.#outlines.clear();
    this.#characters = 0;
  }

  #drop(key: string): void {
    this.#characters -= this.#outlines.get(key)?.length ?? 0;
    this.#outlines.delete(key);
  }
}

/** What an outline is remembered under, or null where there never is one: no language, or too much code. */
export function outlineKey(question: OutlineQuestion): { readonly key: string; readonly name: LanguageName } | null {
  const { code, path, keep, firstLine } = question;
  const name = code.length > largestOutlined ? undefined : languageOf(path);
  // Of the path only its language is asked. Long texts to keep must not be held on to.
  return name === undefined ? null : { name, key: hash("sha256", JSON.stringify([name, firstLine, keep, code])) };
}
