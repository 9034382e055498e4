import { ApiError } from "@aperture/sdk/client";
import { describeError } from "../text/describe-error.ts";
import type { Json, JsonObject } from "../view/config-fields.ts";
import { pointerOf, valueAt, withValueAt } from "../view/json-path.ts";

/** Settings of a plugin while somebody changes them: what is written, what is wrong with it, and where. */
export class ConfigDraft {
  value: JsonObject = $state.raw({});
  busy = $state(false);
  saved = $state(false);
  /** What is wrong with the whole. */
  trouble: string | undefined = $state();
  /** What is wrong at a JSON pointer; what was written there and is no value yet stands in `written`. */
  problems: ReadonlyMap<string, string> = $state.raw(new Map());
  written: ReadonlyMap<string, string> = $state.raw(new Map());
  #start: JsonObject = $state.raw({});

  /** Follows what is set elsewhere, unless something is being written here. */
  begin(config: JsonObject): void {
    if (this.isChanged || this.busy) return;
    this.#start = config;
    this.value = config;
  }

  get isChanged(): boolean {
    return this.written.size > 0 || JSON.stringify(this.value) !== JSON.stringify(this.#start);
  }

  at = (path: readonly string[]): Json | undefined => valueAt(this.value, path);

  /** Undefined: the default counts again. */
  set(path: readonly string[], next: Json | undefined): void {
    this.#clear(path);
    this.value = withValueAt(this.value, path, next);
  }

  /** Text that has to be read first: a number, or JSON. What cannot be read stays on the screen, with the reason. */
  write(path: readonly string[], text: string, read: (text: string) => Json | undefined): void {
    this.#clear(path);
    try {
      this.value = withValueAt(this.value, path, text.trim() === "" ? undefined : read(text));
    } catch (error) {
      this.written = new Map(this.written).set(pointerOf(path), text);
      this.problems = new Map(this.problems).set(
        pointerOf(path),
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  textAt = (path: readonly string[]): string | undefined => this.written.get(pointerOf(path));
  problemAt = (path: readonly string[]): string | undefined => this.problems.get(pointerOf(path));

  /** What was written is thrown away. */
  reset(): void {
    this.value = this.#start;
    this.written = new Map();
    this.problems = new Map();
    this.trouble = undefined;
  }

  /** Hands the settings on; what the API finds wrong with them is shown at its place. */
  async save(send: (config: JsonObject) => Promise<{ readonly config: JsonObject }>): Promise<boolean> {
    if (this.busy || this.written.size > 0) return false;
    this.busy = true;
    this.trouble = undefined;
    try {
      const { config } = await send(this.value);
      this.#start = config;
      this.reset();
      this.saved = true;
    } catch (error) {
      this.problems = new Map(problemsOf(error));
      this.trouble = describeError(error);
    } finally {
      this.busy = false;
    }
    return this.saved;
  }

  #clear(path: readonly string[]): void {
    this.saved = false;
    const pointer = pointerOf(path);
    this.written = new Map([...this.written].filter(([at]) => at !== pointer));
    this.problems = new Map([...this.problems].filter(([at]) => at !== pointer));
  }
}

/** By pointer into the settings: the API points into the body, where they stand under `/config`. */
function problemsOf(error: unknown): (readonly [string, string])[] {
  if (!ApiError.is(error)) return [];
  return (error.problem.errors ?? []).flatMap(({ pointer, detail }) =>
    pointer === undefined ? [] : [[pointer.replace(/^\/config(?=\/|$)/, ""), detail] as const],
  );
}

/** Reads a number; throws with what is wrong, for the eyes of whoever wrote it. */
export function readNumber(text: string, whole: boolean): number {
  const value = Number(text.trim());
  if (!Number.isFinite(value)) throw new Error("not a number");
  if (whole && !Number.isInteger(value)) throw new Error("not a whole number");
  return value;
}

export function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
