import { expect, test } from "vitest";
import { createStringTable } from "./string-table.ts";

test("numbers each string once, from 1, and keeps 0 for none", () => {
  const table = createStringTable();
  expect([table.idOf("read"), table.idOf("write"), table.idOf("read"), table.idOf(""), table.idOf(undefined)]).toEqual([
    1, 2, 1, 0, 0,
  ]);
  expect([table.textOf(1), table.textOf(2), table.textOf(0), table.textOf(3), table.textOf(-1)]).toEqual([
    "read",
    "write",
    "",
    "",
    "",
  ]);
});

test("tells what came behind a number, so that only that crosses", () => {
  const table = createStringTable();
  table.idOf("a");
  const before = table.size;
  table.idOf("a");
  expect(table.after(before)).toEqual([]);
  table.idOf("bb");
  expect(table.after(before)).toEqual(["bb"]);
  expect(table.units).toBe(3);
});

test("names of prototypes are strings like others", () => {
  const table = createStringTable();
  expect(table.idOf("__proto__")).toBe(1);
  expect(table.idOf("constructor")).toBe(2);
  expect(table.textOf(1)).toBe("__proto__");
});
