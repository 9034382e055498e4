/**
 * What a runtime gives the guest library (`guest/`), which makes the author's `blocks` and `ctx` of it. The js sandbox implements it with
 * functions of the host inside QuickJS, native plugins and the test kit with plain ones. Only primitives and one typed array cross, so that a
 * crossing costs microseconds; whatever is checked on the guest's side is checked again by the host.
 */
export interface GuestPort {
  /**
   * What the plugin asks for: JSON of its manifest, the same for the port's whole life. An author's slip is told at once, by name;
   * what the user took away is the host's to refuse, quietly, so that a narrowed plugin does not fail.
   */
  declared(): string;
  /** Records of the call's blocks (`block-record.ts`), in prompt order. Valid until the call ends. */
  records(): Int32Array;
  /** A string of the table that records point into; "" for 0. */
  string(id: number): string;
  /** Text of the block at this place. Throws `permission_denied` where the plugin may not read it. */
  text(place: number): string;
  /** Places that match, in order. `selector`: JSON of a `BlockSelector`. Runs on the host's side. */
  select(selector: string): Int32Array;
  /**
   * Places of the blocks in whose text the pattern stands, in order: of `places` (JSON), or of all where it is "". Blocks that may not
   * be read are left out. One crossing for all of them, where `search` takes one for each.
   */
  containing(places: string, pattern: string, flags: string): Int32Array;
  /**
   * Text primitives; they run in the worker's V8, on a block by its place, on a text kept there by its handle (negative), or on a string.
   * `search` gives JSON `[[start, end, match, ...groups], …]`, at most `limit`; `replace` keeps the result there and gives its handle (< 0).
   */
  search(target: number | string, pattern: string, flags: string, limit: number): string;
  count(target: number | string, pattern: string, flags: string): number;
  replace(target: number | string, pattern: string, flags: string, replacement: string): number;
  outline(target: number | string): string;
  lengthOf(handle: number): number;
  textOf(handle: number): string;
  /** Records what the plugin wants: JSON of a `PatchItem`, where `blocks` (numbers) may stand for `block` and `ref` (a handle) for `text`. */
  patch(item: string): void;
  /** Values as JSON; undefined where there is none. Throws `permission_denied`, `quota_exceeded`. */
  stored(key: string): string | undefined;
  store(key: string, value: string | null): void;
  storedKeys(prefix: string): string;
  /** Tasks only: asks the host; JSON in, JSON out. Rejects with the host's refusal. */
  ask(capability: string, input: string): Promise<string>;
  log(level: string, message: string): void;
}
