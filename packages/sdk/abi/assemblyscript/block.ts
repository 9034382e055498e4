import * as host from "./host";
import { at, utf8, wish } from "./record";
import { Operation } from "./words";

/** Where a pattern was found: bytes of the text's UTF-8, `end` behind the last one. */
export class Match {
  constructor(
    public start: i32,
    public end: i32,
  ) {}
}

/** A string of the call's table; "" for 0. */
export function textOfString(id: i32): string {
  if (id === 0) return "";
  const bytes = new ArrayBuffer(host.string(id, 0, 0));
  host.string(id, at(bytes), bytes.byteLength);
  return String.UTF8.decode(bytes);
}

/** Text of a block by its place, or of a handle; "" where it may not be read. */
export function textOf(target: i32): string {
  const length = host.text_length(target);
  if (length <= 0) return "";
  const bytes = new ArrayBuffer(length);
  host.text(target, 0, at(bytes), length);
  return String.UTF8.decode(bytes);
}

/** A block of the call. What it is told to become is a wish: the host decides, and prices it. */
export class Block {
  constructor(
    public place: i32,
    private record: usize,
  ) {}

  /** The number in `block-17`. */
  get number(): i32 {
    return load<i32>(this.record);
  }
  /** One of `Role`. */
  get role(): i32 {
    return load<i32>(this.record, 4);
  }
  /** One of `Zone`. */
  get zone(): i32 {
    return load<i32>(this.record, 8);
  }
  /** One of `Level`. */
  get level(): i32 {
    return load<i32>(this.record, 12);
  }
  /** One of `Pin`. */
  get pinned(): i32 {
    return load<i32>(this.record, 16);
  }
  get flags(): i32 {
    return load<i32>(this.record, 20);
  }
  /** Of what is sent now. */
  get tokens(): i32 {
    return load<i32>(this.record, 24);
  }
  /** Of the client's own text. */
  get originalTokens(): i32 {
    return load<i32>(this.record, 28);
  }
  /** Turn of its lane in which it first appeared, 1-based. */
  get firstTurn(): i32 {
    return load<i32>(this.record, 32);
  }
  get kind(): string {
    return textOfString(load<i32>(this.record, 36));
  }
  get toolName(): string {
    return textOfString(load<i32>(this.record, 40));
  }
  get toolId(): string {
    return textOfString(load<i32>(this.record, 44));
  }
  get origin(): string {
    return textOfString(load<i32>(this.record, 48));
  }
  /** Changes when the text does. */
  get textVersion(): i32 {
    return load<i32>(this.record, 56);
  }
  get filePaths(): string[] {
    const paths = textOfString(load<i32>(this.record, 60));
    return paths.length === 0 ? [] : paths.split("\n");
  }

  has(flag: i32): bool {
    return (this.flags & flag) !== 0;
  }

  /** "" where it may not be read. */
  get text(): string {
    return textOf(this.place);
  }

  /** At most `limit`; `flags` of `Search`. None where the text may not be read, or the pattern is none. */
  search(pattern: string, flags: i32 = 0, limit: i32 = 100): Match[] {
    const source = utf8(pattern);
    const found = new StaticArray<i32>(limit * 2);
    const count = host.search(
      this.place,
      at(source),
      source.byteLength,
      flags,
      limit,
      changetype<usize>(found),
      limit * 8,
    );
    const matches: Match[] = [];
    for (let i = 0; i < count; i++) matches.push(new Match(found[2 * i], found[2 * i + 1]));
    return matches;
  }

  count(pattern: string, flags: i32 = 0): i32 {
    const source = utf8(pattern);
    return host.count(this.place, at(source), source.byteLength, flags);
  }

  /** A handle (below 0) of its text with all matches replaced, for `contentOf` and `textOf`; 0 where that cannot be. */
  replace(pattern: string, by: string, flags: i32 = 0): i32 {
    const source = utf8(pattern);
    const replacement = utf8(by);
    return host.replace(this.place, at(source), source.byteLength, flags, at(replacement), replacement.byteLength);
  }

  /** A handle of its outline. */
  outline(): i32 {
    return host.outline(this.place);
  }

  setZone(zone: i32, reason: string = ""): void {
    wish(Operation.zone, this.number, zone, 0, 0, "", 0, "", reason);
  }
  setPin(pin: i32, reason: string = ""): void {
    wish(Operation.pin, this.number, pin, 0, 0, "", 0, "", reason);
  }
  setLevel(level: i32, reason: string = ""): void {
    wish(Operation.level, this.number, level, 0, 0, "", 0, "", reason);
  }
  setContent(text: string, reason: string = ""): void {
    wish(Operation.content, this.number, 0, 0, 0, text, 0, "", reason);
  }
  setContentOf(handle: i32, reason: string = ""): void {
    wish(Operation.content, this.number, 0, 0, 0, "", handle, "", reason);
  }
  /** `text`: a value that it says, at least 4 characters; it is hidden wherever the session says it. */
  redact(text: string, reason: string = ""): void {
    wish(Operation.redact, this.number, 0, 0, 0, text, 0, "", reason);
  }
  remove(reason: string = ""): void {
    wish(Operation.remove, this.number, 0, 0, 0, "", 0, "", reason);
  }
  /** Behind it; the same key goes into a lane once. */
  insert(key: string, text: string, reason: string = ""): void {
    wish(Operation.insert, this.number, 0, 0, 0, text, 0, key, reason);
  }
  note(text: string): void {
    wish(Operation.note, this.number, 0, 0, 0, text, 0, "", "");
  }
}

/** The blocks of a call, in prompt order. */
export class Blocks {
  constructor(
    private records: usize,
    public length: i32,
  ) {}

  at(place: i32): Block {
    if (place < 0 || place >= this.length) throw new RangeError("there is no such block");
    return new Block(place, this.records + 64 * place);
  }
}
