import type { BytesPort } from "./ports.ts";
import { Kind, NODE_SIZE, type SpanTree } from "./span-tree.ts";

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

const kindNames: Record<number, JsonKind> = {
  [Kind.object]: "object",
  [Kind.array]: "array",
  [Kind.string]: "string",
  [Kind.number]: "number",
  [Kind.true]: "boolean",
  [Kind.false]: "boolean",
  [Kind.null]: "null",
};

/** A read-only view on one value of a body: nothing is decoded before it is asked for. */
export class JsonNode {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #tree: SpanTree;
  readonly #index: number;
  readonly #port: BytesPort;

  constructor(bytes: Uint8Array, base: number, tree: SpanTree, port: BytesPort, index = 0) {
    this.#bytes = bytes;
    this.#base = base;
    this.#tree = tree;
    this.#port = port;
    this.#index = index;
  }

  get kind(): JsonKind {
    return kindNames[this.#tree.nodes[this.#index]!]!;
  }
  /** Bytes, relative to the unit (history element or member value) the node belongs to. */
  get start(): number {
    return this.#tree.nodes[this.#index + 1]!;
  }
  get end(): number {
    return this.#tree.nodes[this.#index + 2]!;
  }
  get isObject(): boolean {
    return this.#tree.nodes[this.#index] === Kind.object;
  }
  get isArray(): boolean {
    return this.#tree.nodes[this.#index] === Kind.array;
  }
  get isString(): boolean {
    return this.#tree.nodes[this.#index] === Kind.string;
  }

  /** The member's value, or undefined where this is no object or has no such key. */
  get(key: string): JsonNode | undefined {
    if (!this.isObject) return undefined;
    for (let at = this.#index + NODE_SIZE, end = this.#next(this.#index); at < end; ) {
      const value = this.#next(at);
      if (this.#isKey(at, key)) return this.#at(value);
      at = this.#next(value);
    }
    return undefined;
  }

  /** Keys and values of an object in body order; empty for anything else. */
  entries(): [key: string, value: JsonNode][] {
    const found: [string, JsonNode][] = [];
    if (!this.isObject) return found;
    for (let at = this.#index + NODE_SIZE, end = this.#next(this.#index); at < end; ) {
      const value = this.#next(at);
      found.push([this.#keyAt(at), this.#at(value)]);
      at = this.#next(value);
    }
    return found;
  }

  /** Elements of an array; empty for anything else. */
  items(): JsonNode[] {
    const found: JsonNode[] = [];
    if (!this.isArray) return found;
    for (let at = this.#index + NODE_SIZE, end = this.#next(this.#index); at < end; at = this.#next(at))
      found.push(this.#at(at));
    return found;
  }

  /** The decoded string, or undefined where this is none. */
  string(): string | undefined {
    return this.isString ? this.#decode(this.start, this.end) : undefined;
  }
  /** The member's decoded string: `get(key)?.string()`. */
  text(key: string): string | undefined {
    return this.get(key)?.string();
  }
  number(): number | undefined {
    return this.kind === "number" ? Number(this.raw()) : undefined;
  }
  boolean(): boolean | undefined {
    return this.kind === "boolean" ? this.#tree.nodes[this.#index] === Kind.true : undefined;
  }
  /** The value's JSON text as it came. */
  raw(): string {
    return this.#port.decode(this.#bytes, this.#base + this.start, this.#base + this.end);
  }
  /** The value parsed by JSON.parse: for small values such as tool arguments. */
  value(): unknown {
    return JSON.parse(this.raw());
  }

  /** The first `length` bytes of a string as they came, escapes and all: enough to know an image by its header. */
  rawPrefix(length: number): string {
    if (!this.isString) return "";
    const start = this.#base + this.start + 1;
    return this.#port.decode(this.#bytes, start, Math.min(start + length, this.#base + this.end - 1));
  }
  /** Hash of the value's bytes as they came. */
  rawHash(): string {
    return this.#port.hash(this.#bytes.subarray(this.#base + this.start, this.#base + this.end));
  }
  /** Hash of any text, by the port this body is read with. */
  hash(text: string): string {
    return this.#port.hash(text);
  }

  #next(index: number): number {
    return this.#tree.nodes[index + 3]!;
  }
  #at(index: number): JsonNode {
    return new JsonNode(this.#bytes, this.#base, this.#tree, this.#port, index);
  }
  #keyAt(index: number): string {
    return this.#decode(this.#tree.nodes[index + 1]!, this.#tree.nodes[index + 2]!);
  }
  /** Compares bytes: a key that is passed by is not decoded. */
  #isKey(index: number, key: string): boolean {
    const start = this.#base + this.#tree.nodes[index + 1]! + 1;
    const length = this.#base + this.#tree.nodes[index + 2]! - 1 - start;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      const byte = this.#bytes[start + at]!;
      if (byte === 0x5c || code >= 0x80) return this.#keyAt(index) === key;
      if (code !== byte) return false;
    }
    return length === key.length;
  }
  #decode(start: number, end: number): string {
    const inner = this.#port.decode(this.#bytes, this.#base + start + 1, this.#base + end - 1);
    return inner.includes("\\") ? (JSON.parse(`"${inner}"`) as string) : inner;
  }
}
