import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaults } from "../config/defaults.ts";
import { nativeBytes } from "../sessions/native-bytes.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type Control, createControl } from "./create-control.ts";
import { conversation, tellSession } from "./testing/open-test-store.ts";

let home: string;
let store: Store;
let control: Control | undefined;
let warnings: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-control-"));
  store = openStore({ file: ":memory:" });
  warnings = [];
});
afterEach(async () => {
  await control?.close();
  store.close();
  rmSync(home, { recursive: true, force: true });
});
const create = (config: Partial<typeof defaults> = {}): Control => {
  control = createControl({
    store,
    config: { ...defaults, home, ...config },
    counter: { count: async (texts: readonly string[]) => texts.map((text) => Math.ceil(text.length / 4)) },
    hash: nativeBytes.hash,
    now: () => 5_000,
    env: {},
    warn: (message) => warnings.push(message),
  });
  return control;
};

test("an operation is the governor's and the insight's at once: all of them work on one session", async () => {
  const { governor, operations, insight, holds, staging } = create();
  const { ids, session } = tellSession(store, conversation());
  expect(governor.governs(session.n)).toBe(false);
  const { items } = await operations.edit(
    { ids: [ids[1]!], content: "shorter", dryRun: false, apply: "when-free" },
    { actor: "user", isTrusted: false },
  );
  expect(items).toMatchObject([{ status: "next-request" }]);
  expect(governor.governs(session.n)).toBe(true);
  expect(insight.ledger(session.n)).toMatchObject({ turns: 1, billedTurns: 0 });
  holds.arm(session.n, 1_000);
  expect(holds.isArmed(session.n)).toBe(true);
  expect([staging.isWanted(session.n), governor.governsAll()]).toEqual([false, false]);
  expect(warnings).toEqual([]);
});

test("a staged item for every session makes every request wait for it", async () => {
  const { governor, staging } = create();
  await staging.add({ name: "note", source: { kind: "text", text: "Mind the tests." } }, { token: false });
  expect(governor.governsAll()).toBe(true);
});

test("the program's mode and budget are every session's", () => {
  const { governor } = create({ mode: "auto", budget: { limit: 9_000, strategy: "condense", lowWater: 0.5 } });
  const { session } = tellSession(store, conversation());
  expect(governor.control(session.n)).toMatchObject({
    ...{ mode: "auto", holdout: false, budget: { limit: 9_000, strategy: "condense", lowWater: 0.5 } },
  });
  expect(governor.governsAll()).toBe(true);
});

test("prices of one's own that cannot be read are no reason not to start", () => {
  writeFileSync(join(home, "prices.yml"), "models: [");
  create();
  expect(warnings).toEqual([expect.stringMatching(/price/)]);
});
