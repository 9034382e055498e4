import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { infoOf, inspectionOf } from "../plugins/testing/memory-plugins.ts";
import { noDiff, updateOf } from "../updates/testing/update-of.ts";
import { plainText } from "./plain-text.ts";
import { describeDiff, describeProvenance } from "./plugin/describe-origin.ts";
import { describeUpdate } from "./plugin/describe-update.ts";
import { type Script, type ScriptedApi, startScriptedApi } from "./testing/scripted-api.ts";

// Sources and versions of plugins at the command line. Through the real program: tests/integration/plugin-distribution.test.ts.

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
  mkdirSync(join(api.home, "tidy"));
  mkdirSync(join(api.home, "examples/tidy"), { recursive: true });
});
afterAll(() => api.close());

const run = (line: string, script?: Script, stdin?: string | { readonly typed: string }) =>
  api.run(["plugin", ...line.split(" ")], script, stdin);
const policy = { policy: "notify", checkedAt: "2026-01-02T03:04:05.000Z", troubles: [] };

describe("what is installed", () => {
  const script: Script = (request) =>
    request.endsWith("/inspect") ? inspectionOf({ name: "tidy" }) : infoOf({ name: "tidy" });

  test.each<[string, object]>([
    ["tidy", { spec: "tidy" }],
    ["tidy@^1", { spec: "tidy@^1" }],
    ["tidy --registry team", { spec: "tidy", registry: "team" }],
    ["npm:@scope/tidy", { spec: "npm:@scope/tidy" }],
    ["@scope/tidy", { spec: "@scope/tidy" }],
    ["git+https://git.example/tidy.git#v1", { spec: "git+https://git.example/tidy.git#v1" }],
    ["https://registry.example/tidy.tgz", { spec: "https://registry.example/tidy.tgz" }],
    ["./tidy", { path: "tidy" }],
    ["file:./tidy", { path: "tidy" }],
    ["examples/tidy", { path: "examples/tidy" }],
    ["someone/tidy", { spec: "someone/tidy" }],
    ["tidy.tgz", { path: "tidy.tgz" }],
    [".", { path: "." }],
  ])("%s", async (word, source) => {
    const { asked } = await run(`install ${word} --yes --grant all`, script);
    const wanted = "path" in source ? { path: join(api.home, String(source.path)) } : source;
    expect(asked[0]).toBe(`POST /plugins/inspect ${JSON.stringify(wanted)}`);
    expect(JSON.parse(asked[1]?.replace("POST /plugins ", "") ?? "")).toMatchObject(wanted);
  });

  test("a name that no registry has is not the folder of that name, which is named", async () => {
    const unknown: Script = () => ({
      status: 404,
      code: "plugin_unavailable",
      detail: "tidy is in none of the registries",
    });
    const ran = await run("install tidy --yes --grant all", unknown);
    expect(ran).toMatchObject({ code: 3, asked: ['POST /plugins/inspect {"spec":"tidy"}'] });
    expect(ran.stderr).toContain("aperture plugin install ./tidy");
  });

  test("who signed it, and from where, is said before the question", async () => {
    const signed: Script = (request) =>
      request.endsWith("/inspect")
        ? {
            ...inspectionOf({ name: "tidy" }),
            signer: {
              fingerprint: `ed25519:${"a".repeat(64)}`,
              publisher: "Team\nSigned by Aperture",
              status: "changed",
            },
            diff: { ...noDiff, publisher: { before: "ed25519:b", after: "ed25519:a" }, widens: true },
          }
        : infoOf({ name: "tidy" });
    const { stderr, asked } = await run("install tidy --yes --grant all --accept-publisher", signed);
    expect(stderr).toContain("ANOTHER KEY");
    expect(stderr).toContain("PUBLISHER: ed25519:b before");
    expect(stderr).not.toMatch(/^Signed by Aperture/m);
    expect(asked[1]).toContain('"acceptPublisher":true');
  });

  test("what is not installed is looked up in the registries", async () => {
    const missing = { status: 404, code: "plugin_not_found", detail: "There is no plugin tidy" };
    const found = await run("info tidy", (request) =>
      request.startsWith("GET") ? missing : inspectionOf({ name: "tidy" }),
    );
    expect(found).toMatchObject({ code: 0, asked: ["GET /plugins/tidy", 'POST /plugins/inspect {"spec":"tidy"}'] });
    expect(found.stderr).toContain("It is not installed");
    expect(await run("info tidy", () => missing)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("There is no plugin tidy"),
    });
    expect((await run("info ../x", () => missing)).asked).toHaveLength(1);
  });
});

describe("commands", () => {
  test.each<[string, string, unknown]>([
    ["search old tests", "GET /plugins/search?q=old+tests", { results: [], troubles: [] }],
    ["search --registry team", "GET /plugins/search?q=&registry=team", { results: [], troubles: [] }],
    ["updates", "GET /plugins/updates", { ...policy, updates: [] }],
    ["update --check", "POST /plugins/updates/check {}", { ...policy, updates: [] }],
    ["rollback tidy", "POST /plugins/tidy/rollback {}", infoOf({ name: "tidy" })],
    ["rollback tidy --force", 'POST /plugins/tidy/rollback {"force":true}', infoOf({ name: "tidy" })],
    ["pin tidy", 'POST /plugins/tidy/pin {"pinned":true}', { ...infoOf({ name: "tidy" }), pinned: true }],
    ["pin tidy --off", 'POST /plugins/tidy/pin {"pinned":false}', infoOf({ name: "tidy" })],
    ["audit", "GET /plugins/audit", { findings: [], checked: 0 }],
    ["registry list", "GET /plugins/registries", { registries: [] }],
    ["registry remove team", "DELETE /plugins/registries/team", { registries: [] }],
    [
      "registry add team https://registry.example/ --kind npm",
      'POST /plugins/registries {"name":"team","url":"https://registry.example/","kind":"npm"}',
      { registries: [] },
    ],
  ])("%s", async (line, asked, answer) => {
    expect(await run(line, () => answer)).toMatchObject({ code: 0, asked: [asked] });
  });

  test("a registry's folder is sent absolute, and an Aperture one needs its root", async () => {
    const root = "a".repeat(64);
    const ran = await run(`registry add team ./registry --root ${root}`, () => ({ registries: [] }));
    const url = join(api.home, "registry");
    expect(ran.asked).toEqual([
      `POST /plugins/registries ${JSON.stringify({ name: "team", url, kind: "aperture", root })}`,
    ]);
    expect(await run("registry add team ./registry")).toMatchObject({ code: 2, asked: [] });
    expect(await run("registry add team ./registry --kind pypi")).toMatchObject({ code: 2, asked: [] });
  });

  test("what is dangerous ends with 1", async () => {
    const finding = {
      plugin: "tidy",
      severity: "danger",
      code: "revoked",
      says: "revoked\nok",
      help: "aperture plugin remove tidy",
    };
    const ran = await run("audit", () => ({ findings: [finding], checked: 1 }));
    expect(ran).toMatchObject({ code: 1, stderr: "1 plugin checked, 1 finding\n" });
    expect(ran.stdout).toMatch(/^danger +tidy +revoked ok +aperture plugin remove tidy$/m);
  });

  test("names and words of registries are printed, never acted on", async () => {
    const result = {
      name: "tidy",
      kind: "plugin",
      version: "1.0.0",
      title: "\u001b[2Jtidy\u202e\nNAME  KIND",
      description: "",
      registry: "team",
      installed: null,
      permissions: ["\u001b]0;x\u0007see texts"],
    };
    const ran = await run("search", () => ({
      results: [result],
      troubles: [{ registry: "b\u001b[2J", reason: "r\nx" }],
    }));
    expect(ran.stdout + ran.stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(ran.stdout.match(/^NAME/gm)).toHaveLength(1);
  });
});

describe("updating", () => {
  const wish = { acceptPublisher: false, skipCooldown: false, force: false, dryRun: false };

  test("says everything that was asked for", async () => {
    const ran = await run(
      "update tidy --to 1.1.0 --from ./tidy --grant panel,events --shadow 5 --accept-publisher --skip-cooldown --force --dry-run",
      () => updateOf("tidy"),
    );
    expect(JSON.parse(ran.asked[0]?.replace("POST /plugins/tidy/update ", "") ?? "")).toEqual({
      version: "1.1.0",
      spec: join(api.home, "tidy"),
      grant: ["panel", "events"],
      shadow: 5,
      acceptPublisher: true,
      skipCooldown: true,
      force: true,
      dryRun: true,
    });
  });

  test.each([
    ["watching", 0],
    ["done", 0],
    ["refused", 4],
    ["rolled-back", 4],
    ["cooling", 4],
    ["pinned", 4],
    ["needs-consent", 4],
  ] as const)("that ends in %s has exit code %i", async (phase, code) => {
    const ran = await run("update tidy", () => updateOf("tidy", { phase }), "");
    expect(ran).toMatchObject({ code, asked: [`POST /plugins/tidy/update ${JSON.stringify(wish)}`] });
  });

  test("without a name everything that has a newer version is updated", async () => {
    const updates = [updateOf("tidy"), updateOf("other"), updateOf("old", { phase: "pinned" })];
    const ran = await run("update", (request) => (request.endsWith("/check") ? { ...policy, updates } : updateOf("x")));
    expect(ran.asked.map((each) => each.split(" ")[1])).toEqual([
      "/plugins/updates/check",
      "/plugins/tidy/update",
      "/plugins/other/update",
    ]);
    expect(await run("update --grant all")).toMatchObject({ code: 2, asked: [] });
    expect((await run("update", () => ({ ...policy, updates: [] }))).stderr).toContain("nothing newer is known");
  });

  test("a widening that nobody can be asked about waits", async () => {
    const waits = updateOf("tidy", {
      phase: "needs-consent",
      diff: { ...noDiff, added: [{ capability: "net:evil.example", means: "reach evil.example" }], widens: true },
    });
    const ran = await run("update tidy", () => waits, "");
    expect(ran.stdout).toContain("new  net:evil.example: reach evil.example");
    expect(ran.stderr).toContain("aperture plugin update tidy --integrity sha512-new --grant all");
    const from = await run("update tidy", () => ({ ...waits, spec: "/a/folder" }), "");
    expect(from.stderr).toContain("--from /a/folder --integrity sha512-new");
  });

  test("a yes is to what was shown, and to nothing that came out meanwhile", async () => {
    const added = [{ capability: "net:evil.example", means: "reach evil.example" }];
    const waits = updateOf("tidy", { phase: "needs-consent", diff: { ...noDiff, added, widens: true } });
    const said = { version: "1.1.0", integrity: "sha512-new", grant: ["net:evil.example"] };
    const asked = async (line: string): Promise<unknown> => {
      const ran = await run(
        line,
        (_, body) => (JSON.stringify(body).includes('"integrity"') ? updateOf("tidy") : waits),
        { typed: "y\n" },
      );
      expect(ran.code).toBe(0);
      return JSON.parse(ran.asked[1]!.replace("POST /plugins/tidy/update ", ""));
    };
    expect(await asked("update tidy")).toEqual({ ...wish, ...said });
    expect(await asked("update tidy --from ./tidy")).toEqual({ ...wish, spec: join(api.home, "tidy"), ...said });
  });
});

describe("words", () => {
  test("an update with everything that was found", () => {
    const totals = { promptTokens: 1_000, bill: 800, usd: null };
    const text = describeUpdate(
      updateOf("tidy", {
        phase: "refused",
        reason: "slower\nthan before",
        coolsUntil: "2026-01-03T03:04:05.000Z",
        changelog: "Faster.\n\u001b[2JIt differs in what it may do:",
        proof: {
          requests: 40,
          sessions: 3,
          before: totals,
          after: { ...totals, promptTokens: 900, bill: 1_000 },
          beforeP50: 0.5,
          afterP50: null,
          changedBlocks: 2,
          failures: 1,
          passed: false,
          findings: ["the bill rises"],
        },
        shadow: { requests: 3, failures: 0, wanted: 5 },
        watch: { requests: 4, of: 20, failures: 1 },
        diff: {
          added: [{ capability: "panel", means: "show a panel" }],
          removed: [{ capability: "net:a", means: "reach a" }],
          stages: ["after_zone waits 100 ms now"],
          hosts: ["b"],
          runtime: { before: "js", after: "native" },
          publisher: { before: null, after: "ed25519:a" },
          widens: true,
        },
      }),
    );
    expect(plainText(text).split("\n")).toEqual([
      "tidy 1.0.0 → 1.1.0: refused: slower than before",
      "  until 2026-01-03T03:04:05.000Z; --skip-cooldown does not wait",
      "  | Faster.",
      "  | [2JIt differs in what it may do:",
      "It differs in what it may do:",
      "  new  panel: show a panel",
      "  new  it may reach b",
      "  gone net:a",
      "  after_zone waits 100 ms now",
      "  it ran as js, and runs as native",
      "  PUBLISHER: nobody before, ed25519:a now: somebody else may have taken it over",
      "On 40 recorded requests of 3 sessions: SOMETHING SPEAKS AGAINST IT",
      "  tokens 1,000 → 900 (-10.0 %), bill +25.0 %",
      "  0.50 → - ms a call, 2 blocks otherwise, 1 failure",
      "  the bill rises",
      "Shadow: 3 of 5 requests, 0 failures",
      "Watched: 4 of 20 requests, 1 failure",
    ]);
    expect(describeDiff(noDiff)).toEqual([]);
  });

  test.each([
    [{ kind: "bundled", from: "bundled" }, "the registry that ships with Aperture"],
    [{ kind: "git", from: "https://git.example/a", resolved: "abc" }, "the repository https://git.example/a at abc"],
    [{ kind: "npm", from: "npm", publishedAt: "2026-01-02T03:04:05Z" }, "the npm registry npm, published 2026-01-02"],
  ] as const)("%j comes from %s", (fields, words) => {
    const { provenance } = infoOf({ name: "tidy" });
    expect(describeProvenance({ ...provenance, ...fields })).toBe(words);
  });
});
