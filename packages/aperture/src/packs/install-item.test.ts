import type { ResolvedItem } from "@aperture/host/install/package-sources";
import { ApertureError, type InstallLibraryItem, type PackPreview } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installItem } from "./install-item.ts";
import { type PackHome, packHome, refusal } from "./testing/pack-home.ts";

let home: PackHome;
let offered: ResolvedItem;
beforeEach(() => {
  home = packHome();
  offered = itemOf("trim-logs");
});
afterEach(() => home.close());

const textOf = (name: string, more = ""): string =>
  `kind: rule\nname: ${name}\nwhen: { select: "role:tool_result" }\naction: { do: compress, level: trimmed }\n${more}`;

const itemOf = (name: string, fields: Partial<ResolvedItem> = {}): ResolvedItem => ({
  kind: "rule",
  name,
  version: "1.0.0",
  text: textOf(name),
  provenance: {
    spec: name,
    kind: "aperture",
    from: "team",
    resolved: null,
    archive: null,
    publisher: `ed25519:${"c".repeat(64)}`,
    publisherName: "Team",
    publishedAt: "2026-01-02T03:04:05.000Z",
  },
  signer: { fingerprint: `ed25519:${"c".repeat(64)}`, publisher: "Team", status: "known" },
  changelog: null,
  ...fields,
});

const asked: unknown[] = [];
const install = (more: Partial<InstallLibraryItem> = {}, signal?: AbortSignal): Promise<PackPreview> =>
  installItem(
    { kind: "rule", name: "trim-logs", ...more },
    {
      library: home.library,
      plugins: () => [],
      sources: {
        item: async (kind, name, options) => {
          asked.push([kind, name, options?.registry, options?.range]);
          return offered;
        },
      },
    },
    signal,
  );

test("one that goes over the starter library's is told as that, and the key of what comes with the release as known by it", async () => {
  home.write("starter/rules/trim-logs.yml", textOf("trim-logs", "# as it ships\n"));
  const fresh = await install({ dryRun: true });
  expect(fresh.items).toMatchObject([{ state: "replaces", over: "starter" }]);
  expect(fresh.bundled).toBeUndefined();
  offered = itemOf("trim-logs", { provenance: { ...offered.provenance, kind: "bundled" } });
  expect((await install({ dryRun: true })).bundled).toBe(true);
  home.library.write("rule", "trim-logs", textOf("trim-logs", "# mine\n"));
  expect((await install({ dryRun: true })).items).toMatchObject([{ state: "replaces", over: "user" }]);
});

test("is shown, then written as it was shown, with who signed it", async () => {
  const before = home.files();
  const shown = await install({ dryRun: true, registry: "team", version: "^1" });
  expect(asked.at(-1)).toEqual(["rule", "trim-logs", "team", "^1"]);
  expect(shown).toMatchObject({
    imported: false,
    items: [{ name: "trim-logs", state: "new" }],
    signer: { publisher: "Team" },
  });
  expect(home.files()).toEqual(before);
  const done = await install({ integrity: shown.integrity });
  expect(done.imported).toBe(true);
  expect(home.library.get("rule", "trim-logs")).toMatchObject({ source: "registry", text: offered.text });
  expect((await install()).items).toMatchObject([{ state: "same" }]);
});

test("another one of that name is replaced only where that was said", async () => {
  home.library.write("rule", "trim-logs", textOf("trim-logs", "# mine\n"));
  expect((await refusal(install())).code).toBe("pack_conflict");
  expect(home.library.get("rule", "trim-logs").text).toContain("# mine");
  await install({ replace: true });
  expect(home.library.get("rule", "trim-logs").text).toBe(offered.text);
});

test.each<[string, ResolvedItem, Partial<InstallLibraryItem>, string]>([
  ["another content than was shown", itemOf("trim-logs"), { integrity: "sha256-other" }, "not what was shown"],
  ["another name than was asked for", itemOf("trim-lags"), {}, "answered rule trim-lags"],
  [
    "a key that nobody knows",
    itemOf("trim-logs", { text: textOf("trim-logs", "upstreams: { anthropic: evil }\n") }),
    {},
    "upstreams",
  ],
  [
    "what nobody sees",
    itemOf("trim-logs", { text: textOf("trim-logs", 'description: "a\\u202eb"\n') }),
    {},
    "nobody sees",
  ],
  ["no YAML", itemOf("trim-logs", { text: "<html>not found</html>" }), {}, "trim-logs.yml"],
  ["another version inside", itemOf("trim-logs", { version: "2.0.0" }), {}, "version"],
])("%s is refused, and nothing is kept", async (_, other, input, reason) => {
  const before = home.files();
  offered = other;
  const error = await refusal(install(input));
  expect(error.code).toBe("pack_refused");
  expect(error.message).toContain(reason);
  expect(home.files()).toEqual(before);
});

test("another signer than before is taken only where that was said", async () => {
  offered = itemOf("trim-logs", { signer: { ...offered.signer, status: "changed" } });
  home.library.write("rule", "trim-logs", textOf("trim-logs"));
  expect((await refusal(install({ replace: true }))).code).toBe("pack_signer_changed");
  expect((await install({ replace: true, acceptSigner: true })).imported).toBe(true);
});

test("given up before it is written, it is not", async () => {
  const before = home.files();
  const leaving = new AbortController();
  leaving.abort();
  await expect(install({}, leaving.signal)).rejects.toThrow("aborted");
  expect(home.files()).toEqual(before);
});

test("what the source refuses is told as it is", async () => {
  const sources = {
    item: async () => {
      throw new ApertureError("plugin_unavailable", { name: "trim-logs", registries: "bundled", nearest: "" });
    },
  };
  const work = installItem({ kind: "rule", name: "trim-logs" }, { library: home.library, plugins: () => [], sources });
  expect((await refusal(work)).code).toBe("plugin_unavailable");
});
