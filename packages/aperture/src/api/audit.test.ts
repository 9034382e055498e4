import { expect, test } from "vitest";
import { openStore } from "../store/open-store.ts";
import { createAudit } from "./audit.ts";

test("20 refusals a second are written down, all are counted", () => {
  const store = openStore({ file: ":memory:" });
  let now = 5_000;
  const audit = createAudit({ events: store.events, port: "api", now: () => now });
  for (let index = 0; index < 500; index++) audit.refused("host_refused", 421);
  expect([store.events.bounds().last, audit.count()]).toEqual([20, 500]);
  now += 1_000;
  audit.refused("token_wrong", 401);
  expect(store.events.since(20, 10).events.map((event) => event.data)).toEqual([
    { port: "api", reason: "token_wrong", status: 401 },
  ]);
  store.close();
});

test("a log that cannot be written does not change the refusal", () => {
  const broken = {
    append: () => {
      throw new Error("disk full");
    },
  };
  const audit = createAudit({ events: broken as never, port: "api", now: () => 0 });
  expect(() => audit.refused("host_refused", 421)).not.toThrow();
  expect(audit.count()).toBe(1);
});
