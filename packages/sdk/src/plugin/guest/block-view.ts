import type { CompressionLevel, Pinned, Role, Zone } from "../../block.ts";
import { Field, Flag, levels, pins, RECORD_INTS, roles, zones } from "../block-record.ts";
import type { GuestCall } from "./guest-call.ts";
import type { TextRef } from "./text-ref.ts";
import { type NewText, writeBlocks } from "./write-blocks.ts";

/** One block as it is in this call. Nothing is copied: each field is read from its record when it is asked for. */
export class BlockView {
  readonly #call: GuestCall;
  /** 0-based place in prompt order. */
  readonly place: number;

  constructor(call: GuestCall, place: number) {
    this.#call = call;
    this.place = place;
  }

  #int(field: number): number {
    return this.#call.records[this.place * RECORD_INTS + field]!;
  }
  #flag(flag: number): boolean {
    return (this.#int(Field.flags) & flag) !== 0;
  }
  #string(field: number): string {
    return this.#call.port.string(this.#int(field));
  }

  get id(): string {
    return `block-${this.n}`;
  }
  get n(): number {
    return this.#int(Field.block);
  }
  get role(): Role {
    return roles[this.#int(Field.role)]!;
  }
  get zone(): Zone {
    return zones[this.#int(Field.zone)]!;
  }
  get level(): CompressionLevel {
    return levels[this.#int(Field.level)]!;
  }
  get pinned(): Pinned {
    return pins[this.#int(Field.pinned)]!;
  }
  get tokens(): number {
    return this.#int(Field.tokens);
  }
  get originalTokens(): number {
    return this.#int(Field.originalTokens);
  }
  get firstTurn(): number {
    return this.#int(Field.firstTurn);
  }
  get age(): number {
    return Math.max(0, (this.#call.request.turn ?? this.firstTurn) - this.firstTurn);
  }
  get kind(): string {
    return this.#string(Field.kind);
  }
  get toolName(): string {
    return this.#string(Field.toolName);
  }
  get toolId(): string {
    return this.#string(Field.toolId);
  }
  get origin(): string {
    return this.#string(Field.origin);
  }
  get filePaths(): string[] {
    const paths = this.#string(Field.filePaths);
    return paths === "" ? [] : paths.split("\n");
  }
  get textLength(): number {
    return this.#int(Field.textLength);
  }
  get textVersion(): number {
    return this.#int(Field.textVersion);
  }
  get text(): string {
    return this.#call.port.text(this.place);
  }
  get isEditable(): boolean {
    return this.#flag(Flag.editable);
  }
  get isError(): boolean {
    return this.#flag(Flag.isError);
  }
  get isPending(): boolean {
    return this.#flag(Flag.isPending);
  }
  get isFree(): boolean {
    return this.#flag(Flag.isFree);
  }
  get isNew(): boolean {
    return this.#flag(Flag.isNew);
  }
  get isReadable(): boolean {
    return this.#flag(Flag.isReadable);
  }
  get isWritable(): boolean {
    return this.#flag(Flag.isWritable);
  }

  toLevel(level: CompressionLevel, reason?: string): void {
    writeBlocks.level(this.#call, [this], level, reason);
  }
  toZone(zone: Zone, reason?: string): void {
    writeBlocks.zone(this.#call, [this], zone, reason);
  }
  pin(pinned: Pinned = "top", reason?: string): void {
    writeBlocks.pin(this.#call, [this], pinned, reason);
  }
  content(text: NewText | TextRef, reason?: string): void {
    writeBlocks.content(this.#call, [this], text, reason);
  }
  remove(reason?: string): void {
    writeBlocks.remove(this.#call, [this], reason);
  }
  redact(value: string, reason?: string): void {
    writeBlocks.redact(this.#call, [this], value, reason);
  }

  /** What a log shows of it: everything but its text. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { id, role, zone, level, pinned, tokens, originalTokens, kind, toolName, filePaths, origin, isError } = this;
    return { id, role, zone, level, pinned, tokens, originalTokens, kind, toolName, filePaths, origin, isError };
  }
}
