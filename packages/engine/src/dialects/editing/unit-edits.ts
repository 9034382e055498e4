import type { EditList, Span } from "./edit-list.ts";

/** Edits by spans relative to a unit, as its nodes give them. */
export class UnitEdits {
  readonly #list: EditList;
  readonly #base: number;

  constructor(list: EditList, base: number) {
    this.#list = list;
    this.#base = base;
  }

  replace(span: Span, json: string): void {
    this.#list.replace({ start: span.start + this.#base, end: span.end + this.#base }, json);
  }

  /** Sets a member of an object: its value is replaced, or it is added in front of the others. */
  setMember(object: MemberHolder, key: string, json: string): void {
    const value = object.get(key);
    const separator = object.entries().length > 0 ? "," : "";
    if (value) this.replace(value, json);
    else this.#list.insert(object.start + 1 + this.#base, `${JSON.stringify(key)}:${json}${separator}`);
  }
}

interface MemberHolder extends Span {
  get(key: string): Span | undefined;
  entries(): readonly unknown[];
}
