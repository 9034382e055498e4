import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { StageWitness, WitnessedCall } from "./stage-witness.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { testSources } from "./testing/sources.ts";
import type { TestHost } from "./testing/test-host.ts";

const stage = (onError: "block" | "passthrough"): ManifestFields => ({
  stages: [{ at: "after_zone", onError }],
  permissions: { blocks: { read: "content", write: ["level"] } },
});
const ask = (at: TestHost) => at.host.stagesAt("after_zone")[0]!.run([blockFacts(1)], requestFacts());

function witness(rescue: StageWitness["rescue"] = async () => false) {
  const seen: WitnessedCall[] = [];
  return {
    seen,
    saw(call: WitnessedCall) {
      seen.push(call);
      call.answer.catch(() => {});
    },
    rescue,
  };
}

function rollBackAtFault(at: Awaited<ReturnType<typeof hostForTest>>): void {
  at.host.watch(
    "tidy",
    witness(async () => {
      at.host.watch("tidy", null);
      await at.host.rollback("tidy");
      return true;
    }),
  );
}

test("each call is seen with what it was asked and what it answers; nobody is asked twice", async () => {
  const at = await hostForTest();
  await installed(at, stage("passthrough"));
  const looksOn = witness();
  at.host.watch("tidy", looksOn);
  const answer = await ask(at);
  expect(looksOn.seen).toHaveLength(1);
  expect(looksOn.seen[0]).toMatchObject({ hook: "after_zone", request: { lane: "lane-1" }, blocks: [{ n: 1 }] });
  expect(await looksOn.seen[0]!.answer).toBe(answer);
  at.host.watch("tidy", null);
  await ask(at);
  expect(looksOn.seen).toHaveLength(1);
  at.host.watch("nobody", looksOn);
});

test("a failure of a stage that may be passed by is nobody's to rescue", async () => {
  const at = await hostForTest();
  await installed(at, stage("passthrough"));
  at.runners.behaviour.stage = () => Promise.reject(new Error("no"));
  let asked = 0;
  at.host.watch(
    "tidy",
    witness(async () => {
      asked++;
      return true;
    }),
  );
  expect(await codeOf(ask(at))).toBe("plugin_failed");
  expect(asked).toBe(0);
});

test("a protecting stage that fails is asked again where another version is there, and refuses where none is", async () => {
  const sources = testSources({ "1.0.0": { fields: stage("block") }, "1.1.0": { fields: stage("block") } });
  const at = await hostForTest({ sources });
  for (const version of ["1.0.0", "1.1.0"]) await at.host.install({ spec: `tidy@${version}`, grant: "all" });
  at.runners.behaviour.stage = async (_, { plugin }) => {
    if (plugin.manifest.version === "1.1.0")
      throw new ApertureError("plugin_timeout", { plugin: "tidy", stage: "after_zone", limit: 1 });
    return { patch: [{ op: "level", block: 1, level: "trimmed" }], guestMs: 1 };
  };
  at.host.watch("tidy", witness());
  expect(await codeOf(ask(at))).toBe("plugin_timeout");
  rollBackAtFault(at);
  expect((await ask(at))?.patch).toEqual([{ op: "level", block: 1, level: "trimmed" }]);
});

test("where the version before stands nowhere, none of its answers is missing", async () => {
  const sources = testSources({ "1.0.0": { fields: {} }, "1.1.0": { fields: stage("block") } });
  const at = await hostForTest({ sources });
  for (const version of ["1.0.0", "1.1.0"]) await at.host.install({ spec: `tidy@${version}`, grant: "all" });
  at.runners.behaviour.stage = () => Promise.reject(new Error("no"));
  rollBackAtFault(at);
  expect(await ask(at)).toBeNull();
});
