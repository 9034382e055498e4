// What the host gives, as numbers (docs/reference/plugin-abi.md); `index.ts` makes words of it. The module's name below is the one that all of
// them are imported from.
declare module "aperture:plugin/1";

export declare function string(id: i32, to: usize, room: i32): i32;
export declare function text_length(target: i32): i32;
export declare function text(target: i32, from: i32, to: usize, room: i32): i32;
export declare function search(
  target: i32,
  pattern: usize,
  length: i32,
  flags: i32,
  limit: i32,
  matches: usize,
  room: i32,
): i32;
export declare function count(target: i32, pattern: usize, length: i32, flags: i32): i32;
export declare function replace(target: i32, pattern: usize, length: i32, flags: i32, by: usize, byLength: i32): i32;
export declare function outline(target: i32): i32;
export declare function patch(records: usize, count: i32): i32;
export declare function store_get(key: usize, length: i32, to: usize, room: i32): i32;
export declare function store_set(key: usize, length: i32, json: usize, jsonLength: i32): i32;
export declare function store_remove(key: usize, length: i32): i32;
export declare function store_keys(prefix: usize, length: i32, to: usize, room: i32): i32;
export declare function log(level: i32, message: usize, length: i32): void;
export declare function handles(what: i32, name: usize, length: i32): void;
export declare function ask(capability: usize, length: i32, json: usize, jsonLength: i32): i32;
export declare function finish(json: usize, length: i32): void;
export declare function abort(reason: usize, length: i32): void;
