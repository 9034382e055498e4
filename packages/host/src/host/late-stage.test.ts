import { ApertureError, type StageDeclaration } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { StageReply } from "../border/calls.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";

/** A plugin whose answers come when the test says; its deadline is 1 ms, so that a request's patience is short. */
async function slow(onError: StageDeclaration["onError"] = "passthrough") {
  const answers: PromiseWithResolvers<StageReply>[] = [];
  const at = await hostForTest({
    behaviour: {
      stage() {
        const answer = Promise.withResolvers<StageReply>();
        answers.push(answer);
        return answer.promise;
      },
    },
  });
  await installed(at, {
    stages: [{ at: "after_zone", deadlineMs: 1, onError }],
    permissions: { blocks: { read: "metadata", write: ["level"] } },
  });
  const run = () => at.host.stagesAt("after_zone")[0]!.run([blockFacts(1)], requestFacts());
  return { ...at, answers, run, info: () => at.host.info("tidy") };
}
const nothing: StageReply = { patch: [], guestMs: 0.1 };
const timeout = () => new ApertureError("plugin_timeout", { plugin: "tidy", stage: "after_zone", limit: 1 });

test("a request does not wait for a thread that has to wait itself, and the plugin is not to blame", async () => {
  const at = await slow();
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  expect(at.info()).toMatchObject({ strikes: 0, state: "running", stages: [{ failures: 1 }] });
  at.answers[0]!.resolve(nothing);
  const next = at.run();
  at.answers[1]!.resolve(nothing);
  expect(await next).toEqual({ patch: [], refused: [] });
  expect(at.info()).toMatchObject({ strikes: 0 });
});

test("one that is ended later for what it ran itself has its strike then, once", async () => {
  const at = await slow();
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  at.answers[0]!.reject(timeout());
  await at.answers[0]!.promise.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.info()).toMatchObject({ strikes: 1 });
});

test("one that protects is waited for: without it nothing leaves", async () => {
  const at = await slow("block");
  const run = at.run();
  await new Promise((resolve) => setTimeout(resolve, 45));
  at.answers[0]!.resolve(nothing);
  expect(await run).toEqual({ patch: [], refused: [] });
});
