import { DuplicateKeys } from "./duplicate-keys.ts";
import { Kind, NODE_SIZE, type SpanTree } from "./span-tree.ts";

/** Collects the nodes of one value while it is scanned; one tape is used again for every value of a body. */
export class SyntaxTape {
  depth = 0;
  insideObject = false;
  #nodes = new Int32Array(256 * NODE_SIZE);
  #size = 0;
  #base = 0;
  #stack = new Int32Array(64);
  readonly #keys = new DuplicateKeys();

  begin(base: number): void {
    this.#base = base;
    this.#size = 0;
    this.depth = 0;
    this.insideObject = false;
    this.#keys.reset();
  }

  /** Index of the new node; its end and next are set by `close`. */
  open(kind: number, start: number): number {
    const node = this.#size;
    if (node + NODE_SIZE > this.#nodes.length) {
      const grown = new Int32Array(this.#nodes.length * 2);
      grown.set(this.#nodes);
      this.#nodes = grown;
    }
    this.#nodes[node] = kind;
    this.#nodes[node + 1] = start - this.#base;
    this.#size = node + NODE_SIZE;
    return node;
  }

  close(node: number, end: number): number {
    this.#nodes[node + 2] = end - this.#base;
    this.#nodes[node + 3] = this.#size;
    return end;
  }

  push(node: number): void {
    if (this.depth === this.#stack.length) {
      const grown = new Int32Array(this.#stack.length * 2);
      grown.set(this.#stack);
      this.#stack = grown;
    }
    this.#stack[this.depth++] = node;
    this.insideObject = this.#nodes[node] === Kind.object;
    if (this.insideObject) this.#keys.enter();
  }

  /** Ends the innermost container at `end` (behind its bracket). */
  pop(end: number): number {
    if (this.insideObject) this.#keys.leave();
    this.close(this.#stack[--this.depth]!, end);
    this.insideObject = this.depth > 0 && this.#nodes[this.#stack[this.depth - 1]!] === Kind.object;
    return end;
  }

  /** Adds a key's span (quotes included); true if its object had that key already. */
  key(bytes: Uint8Array, start: number, end: number): boolean {
    this.close(this.open(Kind.key, start), end);
    return this.#keys.add(bytes, start + 1, end - 1);
  }

  finish(end: number): SpanTree {
    return { nodes: this.#nodes.slice(0, this.#size), length: end - this.#base };
  }
}
