import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tellSession } from "../../control/testing/open-test-store.ts";
import { createTestServices, type TestServices } from "../testing/test-services.ts";

let made: TestServices;
beforeEach(() => {
  made = createTestServices();
});
afterEach(() => made.close());

describe("engine events", () => {
  test("are told as plain data, without words of the conversation, and not to who left", () => {
    const told: { type: string; data: unknown }[] = [];
    const stop = made.services.subscribe((event) => told.push(event));
    made.store.events.append("session-started", { sessionId: "session-1", label: "my secret plan" });
    made.store.events.append("stage-failed", { sessionId: "session-1", stage: "s", message: "at 'my secret plan'" });
    made.store.events.append("session-compacted", {
      sessionId: "session-1",
      lane: "lane-1",
      turnId: "turn-1",
      removed: 9,
      kept: 1,
    });
    stop();
    made.store.events.append("session-removed", { sessionId: "session-1" });
    expect(told).toEqual([
      { type: "session-started", data: { sessionId: "session-1" } },
      { type: "stage-failed", data: { sessionId: "session-1", stage: "s" } },
      {
        type: "session-compacted",
        data: { sessionId: "session-1", lane: "lane-1", turnId: "turn-1", removed: 9, kept: 1 },
      },
    ]);
  });

  test("of the gate, upstreams, the store and other plugins' lives are not", () => {
    const told: unknown[] = [];
    made.services.subscribe((event) => told.push(event));
    const { events } = made.store;
    events.append("gate-refused", { port: "api", reason: "token_wrong", status: 401 });
    events.append("upstream-failed", { code: "x", message: "https://key@host", host: "h" });
    events.append("store-degraded", { reason: "disk full at /home" });
    events.append("client-cancelled", { phase: "headers" });
    events.append("request-opaque", { reason: "r", dialect: null, bytes: 1 });
    events.append("plugin-changed", { plugin: "other", what: "installed", state: "running" });
    events.append("plugin-failed", { plugin: "other", stage: "s", code: "c", message: "m", strikes: 1 });
    events.append("plugin-quarantined", { plugin: "other", reason: "r" });
    expect(told).toEqual([]);
  });

  test("of plugins are stored like all others", () => {
    made.services.emit("plugin-event", { sessionId: null, plugin: "tidy", name: "tidy/seen", data: { n: 1 } });
    expect(made.store.events.since(0, 10).events).toMatchObject([
      { type: "plugin-event", data: { name: "tidy/seen" } },
    ]);
  });
});

describe("sessions and projects", () => {
  test("the session that is meant, and the folders that are worked in now", () => {
    expect(made.services.session(undefined)).toBeNull();
    for (const [index, name] of ["old", "b", "a"].entries()) {
      const { session } = tellSession(made.store, [{ role: "user", text: name }], name);
      made.store.sessions.update(session.n, { project: `/work/${name}`, lastSeen: 1_000_000 * (index + 1) });
    }
    made.now = 1_000_000 + 24 * 3_600_000 + 1;
    expect(made.services.projects()).toEqual(["/work/a", "/work/b"]);
    expect(made.services.session(undefined)).toEqual({ id: "session-3", project: "/work/a" });
    expect(made.services.session("old")).toEqual({ id: "session-1", project: "/work/old" });
    expect(() => made.services.session("session-9")).toThrow(/no session/i);
  });
});

test("removing a plugin takes its secrets, which the next of that name must not find; purging takes its values too", () => {
  const { services, secrets } = made;
  for (const plugin of ["tidy", "other"]) {
    secrets.set(plugin, "KEY", plugin);
    services.store.store(plugin, new Map([["a", 1]]));
  }
  services.store.remove("tidy", false);
  expect([services.secret("tidy", "KEY"), services.store.stored("tidy").size]).toEqual([null, 1]);
  services.store.remove("tidy", true);
  expect([services.secret("tidy", "KEY"), services.store.stored("tidy").size]).toEqual([null, 0]);
  expect([services.secret("other", "KEY"), services.store.stored("other").size]).toEqual(["other", 1]);
});
