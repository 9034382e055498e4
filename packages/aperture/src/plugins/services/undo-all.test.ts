import { capabilityCalls } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { asUser, plainly } from "../../control/testing/test-operations.ts";
import { createTestServices, granting, type TestServices } from "../testing/test-services.ts";

let made: TestServices;
beforeEach(() => {
  made = createTestServices();
});
afterEach(() => made.close());

const actor = "plugin:tidy";
const granted = granting({
  blocks: { read: "content", write: ["level", "content", "pin", "insert"] },
  staging: true,
  notes: true,
});

test("one call takes back all that a plugin ever did, in every session, and nothing of others", async () => {
  const [one, two] = ["one", "two"].map((name) => tellSession(made.store, conversation(name), name));
  const compress = (id: string, by: string) =>
    made.services.operate(
      by,
      "blocks.compress",
      capabilityCalls["blocks.compress"].input.parse({ ids: [id], level: "minimal" }),
      granted,
    );
  await compress(one!.ids[4]!, actor);
  await compress(two!.ids[4]!, actor);
  const edit = capabilityCalls["blocks.edit"].input.parse({ ids: [two!.ids[1]!], content: "another's" });
  await made.services.operate("plugin:other", "blocks.edit", edit, granted);
  await made.services.operate(
    actor,
    "blocks.insert",
    capabilityCalls["blocks.insert"].input.parse({ content: "mine", session: "two" }),
    granted,
  );
  await made.services.operate(
    actor,
    "blocks.pin",
    capabilityCalls["blocks.pin"].input.parse({ ids: [one!.ids[6]!] }),
    granted,
  );
  await made.operations.edit({ ids: [one!.ids[1]!], content: "the user's", ...plainly }, asUser);
  await made.services.stage(actor, { key: "k", text: "t", zone: "recency", priority: 0, tokenCap: 4_000 }, granted);
  await made.services.note(actor, { block: one!.ids[4]!, text: "n" }, granted);
  made.operations.addNote(one!.ids[4]!, "the user's", asUser);
  expect(made.services.effect(actor)).toMatchObject({ applied: 0, pending: 3 });
  expect(made.services.effect("plugin:other")).toMatchObject({ pending: 1 });

  expect(await made.services.undoAll(actor)).toBeGreaterThanOrEqual(6);

  expect(made.services.effect(actor)).toMatchObject({ tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 });
  expect(made.services.effect("plugin:other")).toMatchObject({ pending: 1 });
  expect(made.store.control.settings.ofSession(one!.session.n)).toEqual([]);
  expect(made.store.control.changes.ofSession(one!.session.n, ["pending"]).map(({ actor: who }) => who)).toEqual([
    "user",
  ]);
  expect(made.operations.notes(one!.ids[4]!).map(({ text }) => text)).toEqual(["the user's"]);
  expect(await made.staging.list()).toEqual([]);
  expect(await made.services.undoAll(actor)).toBe(0);
});

test("of one that did nothing there is nothing", async () => {
  tellSession(made.store, conversation());
  expect(await made.services.undoAll("plugin:nobody")).toBe(0);
  expect(await made.services.undoAll("user")).toBe(0);
});
