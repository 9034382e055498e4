import { expect, test } from "vitest";
import { checkPublisher, isSamePublisher, type PublisherOf } from "./check-publisher.ts";

const by = (publisher: string | null, kind: PublisherOf["kind"] = "npm"): PublisherOf => ({ publisher, kind });
const check = (before: PublisherOf, after: PublisherOf) => () => checkPublisher("tidy", before, after);

test("the same key, and a first signature, are no change", () => {
  expect(check(by("a"), by("a", "git"))).not.toThrow();
  expect(check(by(null), by("a"))).not.toThrow();
});

test("another key, and none any more, are", () => {
  expect(check(by("a"), by("b"))).toThrow(expect.objectContaining({ code: "plugin_publisher_changed" }));
  expect(check(by("a"), by(null))).toThrow(
    expect.objectContaining({ facts: { plugin: "tidy", before: "a", after: "nobody" } }),
  );
});

test("each release signs what comes with it by a key of its own; nobody else may say so", () => {
  expect(isSamePublisher(by("a", "bundled"), by("b", "bundled"))).toBe(true);
  for (const other of ["aperture", "npm", "git", "tarball", "folder"] as const) {
    expect(check(by("a", "bundled"), by("b", other))).toThrow();
    expect(check(by("a", other), by("b", "bundled"))).toThrow();
  }
});
