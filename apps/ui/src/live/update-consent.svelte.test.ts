import "../testing/runes.ts";
import type { UpdateProof } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleUpdate } from "../testing/sample-plugin.ts";
import { UpdateConsent } from "./update-consent.svelte.ts";

const totals = { promptTokens: 0, bill: 0, usd: null };
const proof: UpdateProof = {
  requests: 1,
  sessions: 1,
  before: totals,
  after: totals,
  beforeP50: null,
  afterP50: null,
  changedBlocks: 0,
  failures: 1,
  passed: false,
  findings: [],
};
const { diff } = sampleUpdate();

test("an update that asks for nothing more needs no word, and grants nothing", () => {
  const consent = new UpdateConsent();
  const update = sampleUpdate();
  expect(consent.isReady(update)).toBe(true);
  expect(consent.input(update)).toEqual({
    version: "1.3.0",
    integrity: "sha512-new",
    acceptPublisher: false,
    skipCooldown: false,
    force: false,
    shadow: 0,
  });
});

test("of what it newly asks for, what is ticked is granted; nothing ticked is said, too", () => {
  const consent = new UpdateConsent();
  const added = ["net:a", "panel"].map((capability) => ({ capability, means: capability }));
  const update = sampleUpdate({ phase: "needs-consent", diff: { ...diff, added, widens: true } });
  expect(consent.input(update).grant).toEqual([]);
  consent.tick("net:a");
  consent.tick("panel");
  consent.tick("net:a");
  expect([consent.isReady(update), consent.input(update).grant]).toEqual([true, ["panel"]]);
});

test("another publisher, the cooldown and a failed proof each keep it from beginning until they are spoken of", () => {
  const publisher = { before: "ed25519:aa", after: "ed25519:bb" };
  const update = sampleUpdate({ phase: "cooling", diff: { ...diff, publisher, widens: true }, proof });
  const consent = new UpdateConsent();
  for (const word of ["acceptsPublisher", "skipsCooldown", "forces"] as const) {
    expect(consent.isReady(update)).toBe(false);
    consent[word] = true;
  }
  consent.shadow = 10;
  expect(consent.isReady(update)).toBe(true);
  expect(consent.input(update)).toMatchObject({ acceptPublisher: true, skipCooldown: true, force: true, shadow: 10 });
  // Said of one that does not need it, it is not sent.
  expect(consent.input(sampleUpdate())).toMatchObject({ acceptPublisher: false, skipCooldown: false, force: false });
});

test("what came from somewhere else is asked for there, and is the content that was shown", () => {
  const input = new UpdateConsent().input(sampleUpdate({ spec: "/a/folder", integrity: "sha512-other" }));
  expect(input).toMatchObject({ spec: "/a/folder", version: "1.3.0", integrity: "sha512-other" });
});
