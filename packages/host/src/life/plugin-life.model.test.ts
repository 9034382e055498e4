import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeLife, settle } from "./testing/fake-life.ts";

/** What may happen at any time, by users, plugins and clocks. */
const happenings = [
  "enable",
  "disable",
  "release",
  "reload",
  "remove",
  "start-ends",
  "start-fails",
  "falls",
  "falls-quietly",
  "call-fails",
  "call-works",
  "time-passes",
  "settle",
] as const;
type Happening = (typeof happenings)[number];

const runs = process.env.APERTURE_DEEP === "1" ? 10_000 : 500;

/** The simple model: what somebody who only knows the last word of the user would expect, once nothing is under way. */
function wanted(before: "on" | "off" | "removed", happening: Happening): "on" | "off" | "removed" {
  if (before === "removed") return before;
  if (happening === "enable" || happening === "disable") return happening === "enable" ? "on" : "off";
  return happening === "remove" ? "removed" : before;
}

test("whatever happens in whatever order, it ends where the user wants it, with nothing left behind", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...happenings), { maxLength: 40 }), async (sequence) => {
      const at = fakeLife();
      const operations: Promise<unknown>[] = [];
      let user: "on" | "off" | "removed" = "off";
      let version = 1;
      for (const happening of sequence) {
        user = wanted(user, happening);
        const unit = at.alive().at(-1);
        if (happening === "enable" || happening === "disable" || happening === "release" || happening === "remove")
          operations.push(at.life[happening]().catch(refusedOnly));
        if (happening === "reload") {
          const next = ++version;
          operations.push(at.life.reload(async () => at.creates(next)).catch(refusedOnly));
        }
        if (happening === "start-ends") unit?.started();
        if (happening === "start-fails") unit?.notStarted();
        if (happening === "falls") unit?.fall(new Error("it fell"), true);
        if (happening === "falls-quietly") unit?.fall(new Error("it fell"), false);
        if (happening === "call-fails") at.life.failed("after_zone", new Error("no"));
        if (happening === "call-works") at.life.succeeded("after_zone");
        if (happening === "time-passes") at.elapse();
        if (happening === "settle") await settle();
        // At no time more than one runs and one starts.
        expect(at.alive().length).toBeLessThanOrEqual(2);
        expect(at.life.state === "running").toBe(at.life.current !== null && at.life.state !== "stopping");
      }
      await goOn(at, operations);
      const { state } = at.life;
      if (user === "removed") expect(state).toBe("removed");
      else if (user === "off") expect(["disabled", "quarantined"]).toContain(state);
      else expect(["running", "quarantined"]).toContain(state);
      // A user who disabled last finds it disabled: quarantine comes only from what ran.
      expect(at.alive().length).toBe(state === "running" ? 1 : 0);
      expect(at.reasons.length).toBe(at.moves.filter((event) => event === "third-strike").length);
      for (const unit of at.units) expect(unit.disposals).toBeLessThanOrEqual(1);
      await at.life.close();
      expect([at.alive(), at.timers()]).toEqual([[], []]);
    }),
    { numRuns: runs },
  );
});

const refusedOnly = (error: unknown): void => {
  const { code, message } = error as { code?: string; message: string };
  if (code !== "plugin_state" && code !== "plugin_gone" && !/does not start|while it started/.test(message))
    throw error;
};

/** From here on every start succeeds and time passes, until nothing is under way. */
async function goOn(at: ReturnType<typeof fakeLife>, operations: readonly Promise<unknown>[]): Promise<void> {
  let isDone = false;
  void Promise.all(operations).then(() => {
    isDone = true;
  });
  for (let round = 0; round < 200; round++) {
    for (const unit of at.alive()) unit.started();
    await settle();
    if (isDone && at.timers().length === 0 && at.life.state !== "starting") return;
    at.elapse();
  }
  throw new Error(`still ${at.life.state}, operations ${isDone ? "done" : "under way"}`);
}
