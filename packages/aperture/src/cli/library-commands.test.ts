import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appliedOf, effectOf, itemOf, previewOf, trustOf } from "../api/testing/memory-library.ts";
import { type Script, type ScriptedApi, startScriptedApi } from "./testing/scripted-api.ts";

// What each command of the library asks the API for, and what it makes of the answer. With a real Aperture: tests/integration/library.test.ts.

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

const run = (line: string, script?: Script, stdin?: string) => api.run(line.split(" "), script, stdin);
const calm = itemOf("preset", "calm");
const listed: Script = (request) => {
  if (request.startsWith("GET /library?")) return { items: [calm] };
  if (request.startsWith("GET /sessions/")) return { preset: "calm", template: null, rules: ["a", "b"] };
  if (request.startsWith("GET /sessions")) return { sessions: [{ id: "session-7" }], next: null };
  return request.endsWith("/apply") ? appliedOf("preset", "calm") : calm;
};

describe("asks for", () => {
  test.each<[string, string[]]>([
    ["preset list", ["GET /library?kind=preset"]],
    ["rule list --project /work/shop", ["GET /library?kind=rule&project=%2Fwork%2Fshop"]],
    ["preset show calm", ["GET /library/preset/calm"]],
    ["template remove calm", ["DELETE /library/template/calm"]],
    [
      "preset apply calm --session s --dry-run",
      [
        'POST /library/preset/calm/apply {"session":"s","everywhere":false,"remove":false,"plugins":true,"dryRun":true}',
      ],
    ],
    [
      "preset apply calm --everywhere --no-plugins",
      ['POST /library/preset/calm/apply {"everywhere":true,"remove":false,"plugins":false,"dryRun":false}'],
    ],
    [
      "preset apply none",
      [
        "GET /sessions?limit=1",
        "GET /sessions/session-7/library",
        'POST /library/preset/calm/apply {"everywhere":false,"remove":true,"plugins":true,"dryRun":false}',
      ],
    ],
    [
      "preset diff calm rule:other",
      ['POST /library/compare {"left":{"kind":"preset","name":"calm"},"right":{"kind":"rule","name":"other"}}'],
    ],
  ])("%s", async (line, asked) => {
    const ran = await run(line, (request, body) =>
      request.startsWith("POST /library/compare") ? { rows: [] } : listed(request, body),
    );
    expect(ran).toMatchObject({ code: 0, asked });
  });

  test("a trusted folder that it runs in counts: what is shown, compared, replayed and exported is what a session there has", async () => {
    const trusted = join(api.home, "trusted.json");
    const here = realpathSync(api.home);
    writeFileSync(trusted, JSON.stringify({ folders: { [here]: { digest: "d", at: "2026-01-02T03:04:05.000Z" } } }));
    try {
      const query = `project=${encodeURIComponent(here)}`;
      expect((await run("preset list", listed)).asked).toEqual([`GET /library?kind=preset&${query}`]);
      expect((await run("preset show calm", listed)).asked).toEqual([`GET /library/preset/calm?${query}`]);
      expect((await run("preset diff a b", () => ({ rows: [] }))).asked[0]).toContain(`"project":"${here}"`);
      expect((await run("preset effect calm", () => effectOf())).asked[0]).toContain(`"project":"${here}"`);
      expect((await run("preset effect calm --session s", () => effectOf())).asked[0]).not.toContain("project");
      expect((await run("preset show calm --project /other", listed)).asked).toEqual([
        "GET /library/preset/calm?project=%2Fother",
      ]);
    } finally {
      rmSync(trusted);
    }
  });

  test("whom a project's own hides is said, in lists, of one, and where it is applied", async () => {
    const own = { ...calm, source: "project", hides: ["user", "starter"] };
    const words = "hides yours and the starter library's of that name";
    expect((await run("preset list", () => ({ items: [own] }))).stdout).toContain(words);
    expect((await run("preset show calm", () => own)).stdout).toContain(words);
    const notices = ["it is the project's own preset calm"];
    const ran = await run("preset apply calm", () => appliedOf("preset", "calm", { notices }));
    expect(ran.stderr).toContain(notices[0]);
  });

  test("one that is in force is removed once somebody said so", async () => {
    const inUse = { status: 409, code: "library_in_use", title: "", detail: "preset calm is in force: session-3" };
    const script: Script = (request) => (request.endsWith("force=true") ? { kind: "preset", removed: "calm" } : inUse);
    const refused = await run("preset remove calm --no-input", script);
    expect(refused).toMatchObject({ code: 4, asked: ["DELETE /library/preset/calm"] });
    expect(refused.stderr).toContain("session-3");
    expect((await run("preset remove calm --yes", script)).asked).toEqual(["DELETE /library/preset/calm?force=true"]);
  });

  test("what may be private is said of a pack, and it is written", async () => {
    const warnings = [{ item: "rule told", line: 3, what: "a mail address", text: "mira@shop.test" }];
    const pack = {
      pack: "QUJD",
      filename: "told.aperture-pack",
      fingerprint: "ed25519:a",
      items: [],
      added: [],
      warnings,
    };
    const ran = await run("rule export told --force", () => pack);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("rule told, line 3: a mail address goes along: mira@shop.test");
  });

  test("none of several rules takes each of them away, none of no template nothing", async () => {
    const ran = await run("rule apply none --session s", listed);
    expect(ran.asked.filter((each) => each.includes("/apply")).map((each) => each.split(" ")[1])).toEqual([
      "/library/rule/a/apply",
      "/library/rule/b/apply",
    ]);
    expect(await run("template apply none --session s", listed)).toMatchObject({ code: 0, asked: [expect.anything()] });
  });

  test.each<[string, string]>([
    ["preset apply calm --everywhere --session s", "not both"],
    ["preset effect", "give the name of a preset, or --file"],
    ["preset effect calm --requests 0", "allowed: a whole number from 1 to 2000"],
    ["preset diff calm plugin:tidy", "write a name, or preset:name"],
    ["preset new calm --from a --file b", "not both"],
    ["preset edit calm --no-input", "an editor needs somebody"],
  ])("%s is refused", async (line, words) => {
    expect(await run(line, listed)).toMatchObject({ code: 2, asked: [], stderr: expect.stringContaining(words) });
  });
});

describe("shows", () => {
  test("a list with what each saves, and what is not usable", async () => {
    const trouble = {
      file: "/x/loud.yml",
      line: 1,
      column: 1,
      pointer: "",
      reason: "is no YAML",
      allowed: null,
      nearest: null,
    };
    const effect = {
      kind: "preset",
      name: "calm",
      sessions: 1,
      requests: 1,
      billChange: -0.21,
      tokenChange: 0,
      best: 0,
      worst: 0,
    };
    const ran = await run("preset list", () => ({
      items: [
        { ...calm, effect },
        { ...itemOf("preset", "loud"), trouble },
      ],
    }));
    expect(ran.stdout).toMatch(/^calm +user +-21\.0 % +- +calm$/m);
    expect(ran.stdout).toMatch(/^loud +user +- +not usable/m);
    expect(ran.stderr).toContain("/x/loud.yml:1:1: is no YAML");
    expect((await run("rule list", () => ({ items: [] }))).stderr).toContain("aperture rule new <name>");
  });

  test("a file as it stands, and its warnings with their lines", async () => {
    const warning = {
      file: "/x/calm.yml",
      line: 2,
      column: 1,
      pointer: "/moed",
      reason: "is not known",
      allowed: null,
      nearest: "mode",
    };
    const item = { ...calm, text: "kind: preset\nmoed: auto\n", warnings: [warning] };
    const ran = await run("preset show calm --text", () => item);
    expect(ran.stdout).toBe("kind: preset\nmoed: auto\n");
    expect(ran.stderr).toContain("2 | moed: auto");
    expect(JSON.parse((await run("preset show calm --json", () => item)).stdout)).toMatchObject({ name: "calm" });
  });

  test("the effect of something that is not saved yet", async () => {
    writeFileSync(join(api.home, "new.yml"), "kind: rule\n");
    const ran = await run("rule effect --file new.yml --against preset:calm --session s --requests 50", () =>
      effectOf(),
    );
    expect(ran.code).toBe(0);
    expect(ran.asked).toEqual([
      'POST /library/replay {"text":"kind: rule\\n","kind":"rule","against":{"kind":"preset","name":"calm"},"session":"s","requests":50}',
    ]);
    expect(ran.stdout).toContain("-12.5 %");
  });
});

test("an effect on nothing is none", async () => {
  const ran = await run("preset effect calm", () => effectOf({ requests: 0, sessions: [] }));
  expect(ran).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("no recorded session to replay") });
});

describe("bad files", () => {
  const problem = {
    file: "text",
    line: 2,
    column: 7,
    pointer: "/mode",
    detail: "is atuo",
    allowed: "manual, auto",
    nearest: "auto",
  };
  const refusing: Script = (request) =>
    request.startsWith("GET")
      ? { items: [] }
      : { status: 422, code: "library_invalid", detail: "text:2:7: is atuo", errors: [problem] };

  test("are told by the file that was given, with line, caret, what is allowed and the nearest; exit code 5", async () => {
    const file = join(api.home, "bad.yml");
    writeFileSync(file, "kind: preset\nmode: atuo\n");
    for (const line of ["preset new calm --file bad.yml", "preset effect --file bad.yml"]) {
      const ran = await run(line, refusing);
      expect(ran).toMatchObject({ code: 5, stdout: "" });
      expect(ran.stderr).toContain(
        `aperture: ${file}:2:7: is atuo\n  2 | mode: atuo\n    |       ^\n  allowed: manual, auto\n  did you mean auto?\n`,
      );
    }
  });

  test("are one JSON object with --json", async () => {
    writeFileSync(join(api.home, "bad.yml"), "kind: preset\nmode: atuo\n");
    const ran = await run("preset new calm --file bad.yml --json", refusing);
    const told = ran.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told).toMatchObject([
      { level: "error", code: "library_invalid", problems: [{ line: 2, column: 7, nearest: "auto" }] },
    ]);
  });
});

describe("new", () => {
  test("writes a file with comments, and says where", async () => {
    const ran = await run("rule new mine", (request) =>
      request.startsWith("GET") ? { items: [] } : itemOf("rule", "mine"),
    );
    expect(ran.stdout).toBe("rule mine: /home/me/rules/mine.yml\n");
    expect(ran.asked[1]).toMatch(/^PUT \/library\/rule\/mine \{"text":"## Schema: .*kind: rule\\nname: mine\\n/);
  });

  test("copies another one under its name", async () => {
    const ran = await run("preset new mine --from calm", (request) =>
      request.startsWith("GET /library?") ? { items: [] } : calm,
    );
    expect(ran.asked.at(-1)).toBe('PUT /library/preset/mine {"text":"kind: preset\\nname: mine\\n"}');
  });

  test("does not write over what is there", async () => {
    expect(await run("preset new calm", listed)).toMatchObject({ code: 4, asked: ["GET /library?kind=preset"] });
  });
});

describe("packs", () => {
  const exported: Script = () => ({
    pack: Buffer.from("bytes").toString("base64"),
    filename: "../calm.aperture-pack",
    fingerprint: "ed25519:f",
    items: [{ kind: "preset", name: "calm" }],
    added: [{ kind: "rule", name: "trim-logs" }],
  });

  test("are written where nothing is written over", async () => {
    const file = join(api.home, "..-calm.aperture-pack");
    const ran = await run("preset export calm rule:other --note hello", exported);
    expect(ran).toMatchObject({
      code: 0,
      stdout: `${file}\n`,
      asked: [
        'POST /library/export {"items":[{"kind":"preset","name":"calm"},{"kind":"rule","name":"other"}],"note":"hello","publisher":""}',
      ],
    });
    expect(ran.stderr).toContain("rule trim-logs came along");
    expect(readFileSync(file, "utf8")).toBe("bytes");
    expect(await run("preset export calm", exported)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("--force"),
    });
    expect((await run("preset export calm --force", exported)).code).toBe(0);
    expect(JSON.parse((await run("preset export calm --force --json", exported)).stdout)).not.toHaveProperty("pack");
    await run("preset export calm -o other.pack", exported);
    expect(existsSync(join(api.home, "other.pack"))).toBe(true);
  });

  const taking: Script = (_, body) => previewOf({ imported: (body as { dryRun?: boolean }).dryRun !== true });
  const pack = Buffer.from("pack").toString("base64");
  const how = '"replace":false,"acceptSigner":false';

  test("are taken in as they were shown", async () => {
    writeFileSync(join(api.home, "a.aperture-pack"), "pack");
    const ran = await run("preset import a.aperture-pack --yes", taking);
    expect(ran).toMatchObject({
      code: 0,
      stdout: "preset calm: imported\n",
      asked: [
        `POST /library/import {"pack":"${pack}",${how},"dryRun":true}`,
        `POST /library/import {"pack":"${pack}",${how},"integrity":"sha512-of-the-pack"}`,
      ],
    });
    expect(ran.stderr).toMatch(/^Signed by Somebody/m);
    expect(ran.stderr).toContain("aperture preset apply calm");
  });

  test("are only looked at, or not without somebody who says yes", async () => {
    writeFileSync(join(api.home, "a.aperture-pack"), "pack");
    expect((await run("preset import a.aperture-pack --dry-run", taking)).asked).toHaveLength(1);
    const refused = await run("preset import a.aperture-pack", taking, "");
    expect(refused).toMatchObject({ code: 2, asked: [expect.stringContaining("dryRun")] });
    expect(await run("preset import nothing-here --yes", taking)).toMatchObject({ code: 3, asked: [] });
  });

  test("a changed signer is said loudly, and refused by the API", async () => {
    writeFileSync(join(api.home, "a.aperture-pack"), "pack");
    const signer = { ...previewOf().signer, status: "changed" as const };
    const ran = await run("preset import a.aperture-pack --yes", (_request, body) =>
      (body as { dryRun?: boolean }).dryRun
        ? previewOf({ signer })
        : { status: 409, code: "pack_signer_changed", detail: "no" },
    );
    expect(ran).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("another key signed under this name before"),
    });
  });

  test("one of a registry is taken in the same way", async () => {
    const ran = await run("rule install trim-logs@^1 --registry team -y", taking);
    expect(ran.asked[0]).toBe(
      `POST /library/install {"kind":"rule","name":"trim-logs","version":"^1","registry":"team",${how},"dryRun":true}`,
    );
    expect(ran.asked[1]).toContain('"integrity":"sha512-of-the-pack"');
  });
});

describe("trust", () => {
  const script: Script = (request) =>
    request.startsWith("GET /projects/look") ? trustOf("/work/shop") : trustOf("/work/shop", { state: "trusted" });

  test("shows what would count, and trusts that", async () => {
    const ran = await run("trust /work/shop --yes", script);
    expect(ran).toMatchObject({
      code: 0,
      stdout: "/work/shop: trusted: it counts\n",
      asked: [
        "GET /projects/look?folder=%2Fwork%2Fshop",
        'POST /projects/trust {"folder":"/work/shop","trust":true,"digest":"digest-1"}',
      ],
    });
    expect(ran.stderr).toContain("begins with the preset calm");
  });

  test("without a folder this one is meant, and without a yes nothing is trusted", async () => {
    const ran = await api.run(["trust"], script, "");
    expect(ran).toMatchObject({ code: 2, asked: [`GET /projects/look?folder=${encodeURIComponent(api.home)}`] });
  });

  test("is taken away, and listed", async () => {
    expect((await run("trust /work/shop --remove", script)).asked).toEqual([
      'POST /projects/trust {"folder":"/work/shop","trust":false}',
    ]);
    const listing = await run("trust --list", () => ({ projects: [trustOf("/work/shop", { state: "changed" })] }));
    expect(listing.stdout).toMatch(
      /^\/work\/shop +changed since it was trusted: nothing of it counts +\.aperture\.yml$/m,
    );
  });

  test("a profile that is wrong is told by line; exit code 5", async () => {
    const trouble = {
      file: "/work/shop/.aperture.yml",
      line: 1,
      column: 9,
      pointer: "/preset",
      reason: "is Calm",
      allowed: null,
      nearest: "calm",
    };
    const ran = await run("trust /work/shop --yes", () =>
      trustOf("/work/shop", { state: "invalid", digest: null, trouble }),
    );
    expect(ran).toMatchObject({ code: 5, asked: [expect.stringContaining("look")] });
    expect(ran.stderr).toContain("/work/shop/.aperture.yml:1:9: is Calm");
  });

  test("where there is nothing, nothing is asked", async () => {
    const ran = await run("trust /work/shop", () =>
      trustOf("/work/shop", { state: "none", digest: null, files: [], says: [] }),
    );
    expect(ran).toMatchObject({ code: 0, stdout: "/work/shop: it has no .aperture.yml\n" });
  });
});
