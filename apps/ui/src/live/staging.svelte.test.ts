import "../testing/runes.ts";
import type { StagedItem } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { Staging } from "./staging.svelte.ts";

const item: StagedItem = {
  id: "staged-1",
  sessionId: "session-1",
  name: "conventions",
  source: { kind: "text", text: "Tabs." },
  zone: "recency",
  position: null,
  condition: { kind: "always" },
  priority: 0,
  tokenCap: 4_000,
  enabled: true,
  createdAt: "",
  tokens: 2,
  trouble: null,
  injected: [],
};

function setUp() {
  let items: StagedItem[] = [];
  const staging = new Staging({
    staging: async () => ({ items }),
    stage: async ({ source }) => {
      if (source.kind === "command") {
        const detail = "This operation needs the token";
        throw new ApiError({ type: "about:blank", title: "x", status: 401, code: "token_required", detail });
      }
      items = [item];
      return item;
    },
    setStaged: async (_, enabled) => {
      items = [{ ...item, enabled }];
      return items[0]!;
    },
    unstage: async (id) => {
      items = [];
      return { removed: id };
    },
  });
  return staging;
}

test("what was staged is there, is turned off and on, and taken out", async () => {
  const staging = setUp();
  expect(await staging.add("session-1", { name: "conventions", source: item.source })).toBe(true);
  expect(staging.list.value).toEqual([item]);
  await staging.turn("session-1", item);
  expect(staging.list.value?.[0]?.enabled).toBe(false);
  await staging.remove("session-1", "staged-1");
  expect(staging.list.value).toEqual([]);
});

test("what takes the token says how to get it", async () => {
  const staging = setUp();
  expect(await staging.add("session-1", { name: "log", source: { kind: "command", command: "git log" } })).toBe(false);
  expect(staging.deed.trouble).toBe("This operation needs the token: open this page with `aperture open`");
});
