import "../testing/runes.ts";
import type { Session } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleSession } from "../testing/samples.ts";
import { Sessions } from "./sessions.svelte.ts";

const over = (list: Session[]) =>
  new Sessions({
    sessions: async () => ({ sessions: list, next: null }),
    session: async (id) => {
      const found = list.find((session) => session.id === id);
      if (!found) throw new Error("not_found");
      return found;
    },
  });

test("the list is newest first and the default is the one that spoke last", async () => {
  const sessions = over([sampleSession(1), sampleSession(3), sampleSession(2)]);
  expect(sessions.loaded).toBe(false);
  await sessions.load();
  expect(sessions.loaded).toBe(true);
  expect(sessions.all.map((session) => session.id)).toEqual(["session-3", "session-2", "session-1"]);
  expect(sessions.find(undefined)?.id).toBe("session-3");
});

test("a session is found by id and by label, and an unknown one is not replaced by another", async () => {
  const sessions = over([sampleSession(1), sampleSession(2)]);
  await sessions.load();
  expect(sessions.find("session-1")?.id).toBe("session-1");
  expect(sessions.find("label-2")?.id).toBe("session-2");
  expect(sessions.find("elsewhere")).toBeUndefined();
});

test("refresh replaces one session, adds an unknown one and keeps the order", async () => {
  const list = [sampleSession(1), sampleSession(2)];
  const sessions = over(list);
  await sessions.load();
  list[0] = sampleSession(1, { turns: 9, lastSeen: "2026-02-01T00:00:00.000Z" });
  list.push(sampleSession(3));
  await sessions.refresh("session-1");
  await sessions.refresh("session-3");
  expect(sessions.all.map((session) => [session.id, session.turns])).toEqual([
    ["session-1", 9],
    ["session-3", 1],
    ["session-2", 1],
  ]);
});

test("remove takes it out", async () => {
  const sessions = over([sampleSession(1), sampleSession(2)]);
  await sessions.load();
  sessions.remove("session-2");
  expect(sessions.all.map((session) => session.id)).toEqual(["session-1"]);
});
