import { renderStaged } from "@aperture/engine/staging/render-staged";
import { readStagedFile, StagedFileError } from "./read-staged-file.ts";
import { readStagedGlob } from "./read-staged-glob.ts";
import type { KeptItem } from "./stored-item.ts";

/** A text that was looked at less than this long ago is taken as it is, ms. */
const FRESH = 1_000;
/** Texts that are remembered. */
const MOST = 500;
/** Token for so many characters: o200k takes about four, models 1.2 to 1.5 times as many tokens. */
const CHARACTERS_PER_TOKEN = 3;

export interface StagedText {
  /** With its heading, cut at the cap; null where it cannot be read. */
  readonly text: string | null;
  readonly tokens: number | null;
  readonly trouble: string | null;
}

interface Remembered extends StagedText {
  readonly version: string | undefined;
  checkedAt: number;
  running: Promise<void> | null;
}

export const estimateTokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

/** What staged items say, by item and project. Files are read behind the requests' backs; `get` answers from memory at once. */
export class StagedTexts {
  readonly #now: () => number;
  readonly #texts = new Map<string, Remembered>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Undefined where it was never read for this project: ask for it, and come again. */
  get(item: KeptItem, project: string | null): StagedText | undefined {
    const { source } = item.facts;
    if (source.kind === "text") return this.#fixed(item, source.text);
    if (source.kind === "command") return this.#fixed(item, item.output ?? "");
    const known = this.#texts.get(keyOf(item, project));
    return known && (known.text !== null || known.trouble !== null) ? known : undefined;
  }

  /** Reads what was not looked at just now; resolves when it is known, never rejects. */
  refresh(item: KeptItem, project: string | null): Promise<void> {
    const { source } = item.facts;
    if (source.kind !== "file" && source.kind !== "glob") return Promise.resolve();
    const key = keyOf(item, project);
    const known = this.#texts.get(key) ?? nothing();
    if (known.running !== null) return known.running;
    if (this.#now() - known.checkedAt < FRESH) return Promise.resolve();
    const running = this.#read(item, project, known).then((found) => {
      this.#remember(key, { ...found, checkedAt: this.#now(), running: null });
    });
    this.#remember(key, { ...known, running });
    return running;
  }

  /** A removed item's texts. */
  forget(n: number): void {
    for (const key of this.#texts.keys()) if (key.startsWith(`${n}\n`)) this.#texts.delete(key);
  }

  #fixed(item: KeptItem, said: string): StagedText {
    const key = keyOf(item, null);
    const known = this.#texts.get(key);
    if (known) return known;
    const made = { ...rendered(item, said), version: undefined, checkedAt: 0, running: null };
    this.#remember(key, made);
    return made;
  }

  async #read(
    item: KeptItem,
    project: string | null,
    known: Remembered,
  ): Promise<Omit<Remembered, "checkedAt" | "running">> {
    const { source } = item.facts;
    try {
      if (source.kind === "glob") {
        if (project === null) throw new StagedFileError("the session has no project to look it up in");
        return { ...rendered(item, await readStagedGlob(project, source.pattern)), version: undefined };
      }
      if (source.kind !== "file") return known;
      const { version } = known;
      const options = { mayLeave: item.mayLeave, ...(version === undefined ? {} : { version }) };
      const file = await readStagedFile(project, source.path, options);
      return file === null ? known : { ...rendered(item, file.text), version: file.version };
    } catch (error) {
      return { text: null, tokens: null, trouble: (error as Error).message, version: undefined };
    }
  }

  #remember(key: string, text: Remembered): void {
    this.#texts.delete(key);
    this.#texts.set(key, text);
    if (this.#texts.size > MOST) this.#texts.delete(this.#texts.keys().next().value!);
  }
}

const keyOf = ({ facts }: KeptItem, project: string | null): string => `${facts.n}\n${project ?? ""}`;

const nothing = (): Remembered => ({
  text: null,
  tokens: null,
  trouble: null,
  version: undefined,
  checkedAt: Number.NEGATIVE_INFINITY,
  running: null,
});

function rendered({ facts }: KeptItem, said: string): StagedText {
  if (said.trim() === "") return { text: null, tokens: null, trouble: "it is empty" };
  const text = renderStaged(facts, said, estimateTokens);
  return { text, tokens: estimateTokens(text), trouble: null };
}
