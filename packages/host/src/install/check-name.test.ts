import type { Provenance } from "@aperture/sdk";
import { expect, test } from "vitest";
import { localProvenance } from "../border/local-provenance.ts";
import { checkName } from "./check-name.ts";

const known = ["redact-emails"];
const from = (kind: Provenance["kind"]): Provenance => ({ ...localProvenance("folder", "somewhere"), kind });

test.each(["npm", "git", "tarball", "aperture"] as const)("from %s: what is taken for another is refused", (kind) => {
  expect(() => checkName("redact-ema1ls", known, from(kind))).toThrow(
    /nobody tells the name redact-ema1ls from redact-emails/,
  );
  expect(checkName("redact-email", known, from(kind))).toEqual([
    expect.stringContaining("one letter from redact-emails"),
  ]);
  expect(checkName("redact-emails", known, from(kind))).toEqual([]);
  expect(checkName("something-else", known, from(kind))).toEqual([]);
});

test("an author's own folder is warned; what ships with Aperture is what others are held against", () => {
  expect(checkName("redact-ema1ls", known, from("folder"))).toEqual([expect.stringContaining("nobody tells")]);
  expect(checkName("redact-ema1ls", known, from("bundled"))).toEqual([]);
});
