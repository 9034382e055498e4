import type { Edit } from "../../document/splice.ts";

const encoder = new TextEncoder();

/** A span, absolute or relative to the unit it is used with. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Edits of one body while they are collected. */
export class EditList {
  readonly #edits: Edit[] = [];

  /** Adds a replacement of absolute bytes. */
  replace(span: Span, text: string): void {
    this.#edits.push({ start: span.start, end: span.end, bytes: encoder.encode(text) });
  }

  insert(at: number, text: string): void {
    this.replace({ start: at, end: at }, text);
  }

  /** True where bytes of the span are replaced already. */
  touches({ start, end }: Span): boolean {
    return this.#edits.some((edit) => edit.start < end && start < edit.end);
  }

  /** In body order; insertions at one place in the order they were made. Throws RangeError where two overlap. */
  all(): Edit[] {
    const sorted = [...this.#edits].sort((a, b) => a.start - b.start || a.end - b.end);
    for (let at = 1; at < sorted.length; at++)
      if (sorted[at]!.start < sorted[at - 1]!.end) throw new RangeError("two changes touch the same bytes");
    return sorted;
  }
}
