import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { whereKnown } from "./where-known.ts";

test("without a database there is nothing; any other failure is one", () => {
  expect(whereKnown(() => [1, 2])).toEqual([1, 2]);
  const failing = (code: "store_unavailable" | "internal") => () => {
    throw new ApertureError(code, { reason: "it is a folder" });
  };
  expect(whereKnown(failing("store_unavailable"))).toEqual([]);
  expect(() => whereKnown(failing("internal"))).toThrow("it is a folder");
});
