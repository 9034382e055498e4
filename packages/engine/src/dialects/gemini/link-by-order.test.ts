import { describe, expect, test } from "vitest";
import { draftsIn, fixture, observed } from "../testing/fixture.ts";

const answered = (name: string) => observed("gemini", [fixture("gemini", name)]).blocks;
const resent = (name: string) => draftsIn("gemini", fixture("gemini", name));
const isCall = ({ role }: { role: string }) => role === "tool_use";
const isResult = ({ role }: { role: string }) => role === "tool_result";

describe("the same calls under other ids", () => {
  const resends = ["calls-resent-client-ids.json", "calls-resent-server-ids.json", "calls-resent-without-ids.json"];
  test.each(["calls.txt", "calls-with-ids.txt"].flatMap((answer) => resends.map((next) => [answer, next])))(
    "%s has in %s the keys and hashes it had as an answer",
    (answer, next) => {
      const identity = ({ role, key, hash }: { role: string; key: string; hash: string }) => [role, key, hash];
      const blocks = answered(answer!);
      expect(blocks.map(({ role }) => role)).toEqual([
        ...["assistant", "tool_use", "tool_result"],
        ...["tool_use", "tool_use", "tool_use"],
      ]);
      expect(resent(next!).slice(1, 7).map(identity)).toEqual(blocks.map(identity));
    },
  );

  test("results have one key per call, whatever the ids are; equal calls have equal ones", () => {
    const [first, ...others] = resends.map((name) => resent(name).filter(isResult));
    const keys = first!.map(({ key }) => key);
    for (const other of others) expect(other.map(({ key }) => key)).toEqual(keys);
    expect(new Set(keys).size).toBe(3);
    expect(keys.at(-1)).toBe(keys.at(-2));
  });

  test("the wire's id is told, an answer without one gets none", () => {
    const ids = (drafts: readonly { toolId?: string }[]) => drafts.map(({ toolId }) => toolId);
    expect(ids(answered("calls.txt").filter(isCall))).toEqual([undefined, undefined, undefined, undefined]);
    expect(ids(answered("calls-with-ids.txt").filter(isCall))).toEqual([undefined, "fc-1", "fc-2", "fc-3"]);
    expect(ids(resent("calls-resent-client-ids.json").filter(isResult))).toEqual([
      "code_execution~1",
      "write_file_1795369533001_0",
      "read_file_1795369533001_1",
      "read_file_1795369533001_2",
    ]);
    expect(ids(resent("calls-resent-without-ids.json").filter(isResult)).slice(1)).toEqual([
      "write_file~1",
      "read_file~1",
      "read_file~2",
    ]);
  });
});

const call = (name: string, path: string, id?: string) => ({ functionCall: { name, args: { path }, id } });
const result = (name: string, output: string, id?: string) => ({
  functionResponse: { name, response: { output }, id },
});
const model = (...parts: object[]) => ({ role: "model", parts });
const user = (...parts: object[]) => ({ role: "user", parts });
const draftsOf = (...contents: object[]) => draftsIn("gemini", { contents });
const paths = (...contents: object[]) =>
  draftsOf(...contents)
    .filter(isResult)
    .map(({ filePaths }) => filePaths?.[0]);

describe("which result is whose", () => {
  test("an id goes before the order", () => {
    const asked = model(call("read", "a", "1"), call("read", "b", "2"));
    expect(paths(asked, user(result("read", "B", "2"), result("read", "A", "1")))).toEqual(["b", "a"]);
  });

  test("a call that was answered by its id is not open any more", () => {
    const asked = model(call("read", "a", "1"), call("read", "b"));
    expect(paths(asked, user(result("read", "A", "1"), result("read", "B")))).toEqual(["a", "b"]);
  });

  test("an id that no call has belongs to a call without one, else to none", () => {
    expect(paths(model(call("read", "a")), user(result("read", "A", "made-up")))).toEqual(["a"]);
    const [, orphan] = draftsOf(model(call("read", "a", "1")), user(result("read", "A", "of a call that is gone")));
    expect(orphan).toMatchObject({ key: "tool_result#of a call that is gone", toolId: "of a call that is gone" });
    expect(orphan).not.toHaveProperty("filePaths");
  });

  test("an id that comes again is the one of the last call", () => {
    const first = [model(call("read", "a", "call_0")), user(result("read", "A", "call_0"))];
    const again = [model(call("read", "b", "call_0")), user(result("read", "B", "call_0"))];
    expect(paths(...first, ...again)).toEqual(["a", "b"]);
  });

  test("a cleared result keeps its key under an id", () => {
    const key = (text: string) => draftsOf(model(call("read", "a", "1")), user(result("read", text, "1")))[1]!.key;
    expect(key("[cleared]")).toBe(key("long"));
  });
});
