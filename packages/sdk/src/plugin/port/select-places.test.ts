import { describe, expect, test } from "vitest";
import { laneOf } from "../../testing-kit/lane-of.ts";
import { block } from "../../testing-kit/test-block.ts";
import { PluginPermissions } from "../permissions.ts";
import { selectPlaces } from "./select-places.ts";

const permissions = PluginPermissions.parse({
  blocks: { read: "content", write: ["level"], roles: ["user", "tool_result"] },
});
const lane = laneOf(
  [
    block({ n: 1, role: "system", zone: "primacy", pinned: "top", age: 9 }),
    block({ n: 2, role: "user", tokens: 5, age: 9, isPending: true }),
    block({ n: 3, role: "tool_use", toolName: "Read", filePaths: ["/p/src/a.ts"], age: 4 }),
    block({ n: 4, role: "tool_result", toolName: "Read", filePaths: ["/p/src/a.ts", "/p/b.md"], tokens: 700, age: 4 }),
    block({ n: 5, role: "tool_result", toolName: "Bash", isError: true, level: "minimal", tokens: 8, age: 1 }),
    block({ n: 6, role: "thinking", zone: "recency", pinned: "bottom", isFree: true, origin: "plugin:x" }),
  ],
  permissions,
  10,
);
const select = (selector: unknown): number[] =>
  [...selectPlaces(JSON.stringify(selector), lane, 10)].map((place) => place + 1);

test.each<[object, number[]]>([
  [{}, [1, 2, 3, 4, 5, 6]],
  [{ role: "tool_result" }, [4, 5]],
  [{ role: ["system", "user"] }, [1, 2]],
  [{ role: [] }, []],
  [{ zone: "recency" }, [6]],
  [{ zone: ["primacy", "recency"] }, [1, 6]],
  [{ level: "minimal" }, [5]],
  [{ level: ["minimal", "original"], role: "tool_result" }, [4, 5]],
  [{ pinned: true }, [1, 6]],
  [{ pinned: false }, [2, 3, 4, 5]],
  [{ pinned: null }, [2, 3, 4, 5]],
  [{ pinned: "bottom" }, [6]],
  [{ toolName: "Read" }, [3, 4]],
  [{ toolName: ["Bash", "Read"] }, [3, 4, 5]],
  [{ toolName: "" }, [1, 2, 6]],
  [{ kind: "thinking" }, [6]],
  [{ origin: "plugin:x" }, [6]],
  [{ minTokens: 8, role: "tool_result" }, [4, 5]],
  [{ minTokens: 9, role: "tool_result" }, [4]],
  [{ maxTokens: 5, role: "user" }, [2]],
  [{ maxTokens: 4, role: "user" }, []],
  [{ minAge: 4 }, [1, 2, 3, 4]],
  [{ maxAge: 1 }, [5, 6]],
  [{ path: "src/**" }, [3, 4]],
  [{ path: ["*.md", "*.rs"] }, [4]],
  [{ path: "*.rs" }, []],
  [{ isError: true }, [5]],
  [{ isError: false, role: "tool_result" }, [4]],
  [{ isNew: true }, [6]],
  [{ isPending: true }, [2]],
  [{ isFree: true }, [6]],
  [{ isEditable: false }, [6]],
  [{ isReadable: true }, [2, 4, 5]],
  [{ isWritable: false }, [1, 3, 6]],
  [{ role: "tool_result", toolName: "Read", minAge: 2, path: "a.ts", isError: false }, [4]],
])("%j finds %j", (selector, expected) => {
  expect(select(selector)).toEqual(expected);
});

describe("what is no selector is told: it comes from the guest and may be anything", () => {
  test.each<[unknown, RegExp]>([
    [null, /a selector is an object/],
    [[], /a selector is an object/],
    ["role:user", /a selector is an object/],
    [{ tool: "x" }, /no field tool/],
    [{ role: "users" }, /role is users; allowed: system, user/],
    [{ zone: [1] }, /zone is 1; allowed: primacy/],
    [{ pinned: "left" }, /pinned is left/],
    [{ toolName: 5 }, /toolName is a string or a list of strings/],
    [{ kind: [null] }, /kind is a string or a list/],
    [{ minTokens: "many" }, /minTokens is a number/],
    [{ maxAge: null }, /maxAge is a number/],
    [{ isError: 1 }, /isError is true or false/],
    [{ path: Array.from({ length: 51 }, () => "a") }, /at most 50 globs of 300 characters/],
    [{ path: "a".repeat(301) }, /at most 50 globs/],
  ])("%j", (selector, message) => {
    expect(() => select(selector)).toThrow(message);
  });
});
