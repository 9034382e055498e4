import { Health, Mode } from "@aperture/sdk";
import { expect, test } from "vitest";
import { defaults } from "../config/defaults.ts";
import { noPlugins } from "../plugins/no-plugins.ts";
import { infoOf } from "../plugins/testing/memory-plugins.ts";
import { buildHealth, type HealthParts } from "./build-health.ts";

const store: HealthParts["store"] = { events: { epoch: "e" } as HealthParts["store"]["events"], trouble: () => null };
const health = (parts: Partial<HealthParts> = {}): Health =>
  buildHealth({
    config: { ...defaults, home: "/home/me/.aperture" },
    version: "0.1.0",
    startedAt: "2026-01-01T00:00:00.000Z",
    ports: { proxy: 5400, api: 5401 },
    store,
    plugins: noPlugins,
    proxy: { total: 5, inFlight: 1, opaque: 0, failed: 0, cancelled: 0, failedOpen: 0, lastAt: null },
    recorder: { opaque: 0, failedOpen: 0 },
    refused: 0,
    peerCheck: "unverified",
    ...parts,
  });

test("it is what the contract says", () => {
  expect(Health.parse(health())).toEqual(health());
});

test.each(Mode.options)("the mode is shown: %s", (mode) => {
  expect(health({ config: { ...defaults, home: "/", mode } }).mode).toBe(mode);
});

test("trouble of the store degrades it, and says why", () => {
  const { status, problems } = health({ store: { ...store, trouble: () => "disk full" } });
  expect(status).toBe("degraded");
  expect(problems.join()).toContain("disk full");
  expect(health().status).toBe("ok");
});

test("what plugins that protect keep back, and why, comes before what is not recorded", () => {
  const lost = { ...infoOf({ name: "redact" }), lost: true, trouble: "no record of it" };
  const plugins = { safeMode: false, trouble: () => null, blocks: () => ["redact"], list: () => [lost] };
  expect(health({ plugins }).problems).toEqual([
    "Requests are refused: redact protects them and cannot run: no record of it",
  ]);
  const closed = { ...store, trouble: () => "disk full" };
  expect(health({ plugins: { ...plugins, trouble: () => "no database" }, store: closed }).problems).toEqual([
    "Requests are refused, because redact must see them and nothing can be recorded: disk full",
    "No plugin runs: no database",
    "Requests are refused: redact protects them and cannot run: no record of it",
  ]);
  expect(health({ plugins: { ...plugins, safeMode: true, blocks: () => [] } }).status).toBe("ok");
});

test("a request that was not read counts once, though proxy and recorder both see it; failures of both count", () => {
  const proxy = { total: 5, inFlight: 0, opaque: 2, failed: 1, cancelled: 1, failedOpen: 3, lastAt: 0 };
  const { requests } = health({ proxy, recorder: { opaque: 4, failedOpen: 5 } });
  expect(requests).toMatchObject({ opaque: 4, failedOpen: 8, failed: 1, lastAt: "1970-01-01T00:00:00.000Z" });
});
