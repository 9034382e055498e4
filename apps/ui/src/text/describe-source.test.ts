import { expect, test } from "vitest";
import {
  describeLibrarySource,
  describeOrigin,
  describeProvenance,
  describeSigner,
  describeTrust,
  shortKey,
} from "./describe-source.ts";

test("where a package comes from; what comes with Aperture needs no address", () => {
  expect(describeProvenance({ kind: "git", from: "https://example.test/a.git" })).toBe(
    "git https://example.test/a.git",
  );
  expect(describeProvenance({ kind: "bundled", from: "bundled" })).toBe("what comes with Aperture");
});

test("who says a value", () => {
  expect(describeOrigin("preset:calm")).toBe("preset calm");
  expect(describeOrigin("configuration")).toBe("configuration");
});

test("signers, trust and sources are told apart", () => {
  expect(new Set((["own", "known", "new", "changed"] as const).map((status) => describeSigner({ status }))).size).toBe(
    4,
  );
  expect(new Set((["none", "untrusted", "changed", "trusted", "invalid"] as const).map(describeTrust)).size).toBe(5);
  expect(new Set((["starter", "user", "pack", "registry", "project"] as const).map(describeLibrarySource)).size).toBe(
    5,
  );
  expect(shortKey(`ed25519:${"a".repeat(64)}`)).toBe("ed25519:aaaaaaaaaaaa…");
});
