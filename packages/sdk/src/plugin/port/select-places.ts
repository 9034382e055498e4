import { Field, Flag, levels, pins, RECORD_INTS, roles, zones } from "../block-record.ts";
import type { BlockSelector } from "../block-selector.ts";
import { checkSelector } from "../guest/check-selector.ts";
import type { LaneView } from "./lane-view.ts";
import { pathGlob } from "./path-glob.ts";

type Test = (record: Int32Array, at: number) => boolean;

/** A pattern is followed once for each different list of paths; more than these are a mistake. */
const MOST_GLOBS = 50;
const LONGEST_GLOB = 300;

/**
 * `GuestPort.select` for runtimes: places of the blocks that match `selector` (JSON of a `BlockSelector`, from the guest: it may be
 * anything), ascending. `turn`: number of the request in its lane. Throws `TypeError` for what is no selector.
 */
export function selectPlaces(selector: string, lane: LaneView, turn: number): Int32Array {
  const tests = testsOf(readSelector(selector), lane, turn);
  const { records } = lane;
  const found: number[] = [];
  for (let at = 0, place = 0; at < records.length; at += RECORD_INTS, place++)
    if (tests.every((test) => test(records, at))) found.push(place);
  return Int32Array.from(found);
}

function readSelector(json: string): BlockSelector {
  const selector = JSON.parse(json) as BlockSelector;
  if (typeof selector !== "object" || selector === null || Array.isArray(selector))
    throw new TypeError("a selector is an object");
  checkSelector(selector);
  return selector;
}

function testsOf(selector: BlockSelector, lane: LaneView, turn: number): Test[] {
  const tests: Test[] = [];
  const word = (field: number, name: string, value: unknown, all: readonly unknown[]): void => {
    if (value === undefined) return;
    const wanted = Array.isArray(value) ? value : [value];
    const unknown = wanted.find((each) => !all.includes(each));
    if (unknown !== undefined) throw new TypeError(`${name} is ${String(unknown)}; allowed: ${all.join(", ")}`);
    tests.push((records, at) => wanted.includes(all[records[at + field]!]));
  };
  const string = (field: number, name: string, value: unknown): void => {
    if (value === undefined) return;
    const wanted = strings(name, value);
    tests.push((records, at) => wanted.includes(lane.string(records[at + field]!)));
  };
  const number = (name: string, value: unknown, test: (value: number) => Test): void => {
    if (value === undefined) return;
    if (typeof value !== "number" || Number.isNaN(value)) throw new TypeError(`${name} is a number`);
    tests.push(test(value));
  };
  const flag = (name: keyof BlockSelector, bit: number): void => {
    const value = selector[name];
    if (value === undefined) return;
    if (typeof value !== "boolean") throw new TypeError(`${name} is true or false`);
    tests.push((records, at) => ((records[at + Field.flags]! & bit) !== 0) === value);
  };

  word(Field.role, "role", selector.role, roles);
  word(Field.zone, "zone", selector.zone, zones);
  word(Field.level, "level", selector.level, levels);
  if (typeof selector.pinned === "boolean") {
    const wanted = selector.pinned;
    tests.push((records, at) => (records[at + Field.pinned] !== 0) === wanted);
  } else word(Field.pinned, "pinned", selector.pinned, pins);
  number("minTokens", selector.minTokens, (least) => (records, at) => records[at + Field.tokens]! >= least);
  number("maxTokens", selector.maxTokens, (most) => (records, at) => records[at + Field.tokens]! <= most);
  number("minAge", selector.minAge, (least) => (records, at) => turn - records[at + Field.firstTurn]! >= least);
  number("maxAge", selector.maxAge, (most) => (records, at) => turn - records[at + Field.firstTurn]! <= most);
  flag("isError", Flag.isError);
  flag("isNew", Flag.isNew);
  flag("isPending", Flag.isPending);
  flag("isFree", Flag.isFree);
  flag("isEditable", Flag.editable);
  flag("isReadable", Flag.isReadable);
  flag("isWritable", Flag.isWritable);
  string(Field.toolName, "toolName", selector.toolName);
  string(Field.kind, "kind", selector.kind);
  string(Field.origin, "origin", selector.origin);
  if (selector.path !== undefined) tests.push(pathTest(strings("path", selector.path), lane));
  return tests;
}

function pathTest(globs: readonly string[], lane: LaneView): Test {
  if (globs.length > MOST_GLOBS || globs.some((glob) => glob.length > LONGEST_GLOB))
    throw new TypeError(`path is at most ${MOST_GLOBS} globs of ${LONGEST_GLOB} characters`);
  const matchers = globs.map(pathGlob);
  const known = new Map<number, boolean>([[0, false]]);
  return (records, at) => {
    const id = records[at + Field.filePaths]!;
    let matches = known.get(id);
    if (matches === undefined) {
      matches = lane
        .string(id)
        .split("\n")
        .some((path) => matchers.some((matcher) => matcher(path)));
      known.set(id, matches);
    }
    return matches;
  };
}

function strings(name: string, value: unknown): readonly string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!list.every((each) => typeof each === "string")) throw new TypeError(`${name} is a string or a list of strings`);
  return list;
}
