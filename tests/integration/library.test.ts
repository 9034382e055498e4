import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { ApertureClient, type LibraryItem, type ReplayEffect, type SessionLibrary } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CachedConversation,
  type CachingUpstream,
  fileText,
  startCachingUpstream,
} from "../support/cached-conversation.ts";
import { createSandbox, lastJson, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";

// Presets, rules and templates from the file to the bytes that a provider gets, and from one machine to another: two running Apertures, the
// command line, the API, agents that read files.

let upstream: CachingUpstream;
let mine: Sandbox;
let theirs: Sandbox;

beforeAll(async () => {
  upstream = await startCachingUpstream();
  const open = async (): Promise<Sandbox> => {
    const sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
    expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
    return sandbox;
  };
  [mine, theirs] = await Promise.all([open(), open()]);
});
afterAll(async () => {
  await Promise.all([mine.close(), theirs.close()]);
  await upstream.close();
});

const clientOf = ({ home, ports }: Sandbox): ApertureClient =>
  new ApertureClient({ baseUrl: `http://127.0.0.1:${ports.api}`, token: () => readToken(home) });

async function run(sandbox: Sandbox, ...args: string[]): Promise<string> {
  const ran = await sandbox.cli(args);
  expect(ran, args.join(" ")).toMatchObject({ code: 0 });
  return ran.stdout;
}

/** `from`: number of the first file that is read. What another session has sent already is in the provider's cache, and no rule breaks that. */
async function converse(sandbox: Sandbox, label: string, turns: number, from = 0): Promise<CachedConversation> {
  const agent = new CachedConversation(sandbox.ports.proxy, label);
  for (let turn = 0; turn < turns; turn++) expect(await agent.say(fileText(from + turn))).toBe(200);
  return agent;
}

/** What counts in a session, once it has been written down. */
const counting = (sandbox: Sandbox, session: string): Promise<SessionLibrary> =>
  eventually(
    () =>
      clientOf(sandbox)
        .library.inSession(session)
        .catch(() => undefined),
    `session ${session}`,
  );

const hush = `kind: rule
# What is computed is nobody's business.
name: hush
when: { select: "role:tool_result" }
action: { do: replace, pattern: "compute\\\\(", with: "hushed(" }
`;
const quiet = `kind: preset
name: quiet
extends: calm
mode: auto
rules: [hush]
`;

function write(sandbox: Sandbox, name: string, text: string | Uint8Array): string {
  const file = join(sandbox.project, name);
  writeFileSync(file, text);
  return file;
}

describe("on one machine", () => {
  test("what ships is listed, with what it measured", async () => {
    const { items } = JSON.parse(await run(mine, "preset", "list", "--json")) as { items: LibraryItem[] };
    expect(items.length).toBeGreaterThanOrEqual(5);
    for (const { source, trouble, effect } of items) {
      expect({ source, trouble }).toEqual({ source: "starter", trouble: null });
      expect(effect?.requests).toBeGreaterThan(100);
    }
  });

  test("bad YAML is told by line and caret, and nothing is written", async () => {
    const file = write(mine, "bad.yml", "kind: preset\nname: bad\nmode: atuo\n");
    const ran = await mine.cli(["preset", "new", "bad", "--file", file]);
    expect(ran).toMatchObject({ code: 5, stdout: "" });
    expect(ran.stderr).toContain(`${file}:3:7: `);
    expect(ran.stderr).toContain("  3 | mode: atuo\n    |       ^\n");
    expect(ran.stderr).toContain("did you mean auto?");
    expect(await mine.cli(["preset", "show", "bad"])).toMatchObject({ code: 3 });
  });

  test("what was applied shows in what leaves, and no longer when it is taken away", async () => {
    await run(mine, "rule", "new", "hush", "--file", write(mine, "hush.yml", hush));
    await run(mine, "preset", "new", "quiet", "--file", write(mine, "quiet.yml", quiet));
    const agent = await converse(mine, "shop", 2);
    expect(upstream.last().text).toContain("compute(");
    const applied = await run(mine, "preset", "apply", "quiet", "--session", "shop");
    expect(applied).toMatch(/^mode +\S+ +auto$/m);
    await agent.say();
    // What is cached already stays as it is; what is new leaves as the rule says.
    expect(upstream.last().text).toMatch(/value2_0 = hushed\(2, 0\)/);
    const counts = await counting(mine, "shop");
    expect(counts).toMatchObject({ preset: "quiet", origins: { mode: "preset:quiet" } });
    await run(mine, "preset", "apply", "none", "--session", "shop");
    await agent.say();
    expect(upstream.last().text).toContain("value3_0 = compute(3, 0)");
  });

  test("a project's own counts once it is trusted, and no longer once it is another", async () => {
    const profile = write(mine, ".aperture.yml", "preset: quiet\n");
    const client = clientOf(mine);
    await client.registerRun({ label: "trusting", project: mine.project, agent: "claude" });
    await converse(mine, "trusting", 1, 20);
    expect(upstream.last().text).toContain("compute(");
    expect(await counting(mine, "trusting")).toMatchObject({ preset: null, projectState: "untrusted" });
    expect(await mine.cli(["trust"])).toMatchObject({ code: 2, stderr: expect.stringContaining("give --yes") });
    expect(await run(mine, "trust", "--yes")).toContain("trusted: it counts");
    expect(await counting(mine, "trusting")).toMatchObject({ preset: "quiet", projectState: "trusted" });
    await client.registerRun({ label: "trusted", project: mine.project, agent: "claude" });
    await converse(mine, "trusted", 1, 30);
    expect(upstream.last().text).toContain("hushed(");
    writeFileSync(profile, "preset: frugal\n");
    expect(await run(mine, "trust", "--list")).toMatch(/changed since it was trusted/);
    writeFileSync(profile, "preset: quiet\n");
    expect(await run(mine, "trust", "--remove")).toContain("not trusted");
  });

  test("a run begins with its own preset", async () => {
    const ran = await mine.cli(["run", "--preset", "quiet", "--label", "with-preset", "claude", "-p", "hi"]);
    expect(ran).toMatchObject({ code: 0 });
    expect(lastJson<{ answers: unknown[] }>(ran.stdout).answers).toMatchObject([{ status: 200 }]);
    expect(await counting(mine, "with-preset")).toMatchObject({ preset: "quiet" });
    expect(await mine.cli(["run", "--preset", "quite", "claude"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("did you mean quiet"),
    });
  });
});

describe("from one machine to another", () => {
  /** What a replay found, without what each machine has its own of: times, ids, and tokens, which it learns to count from its own requests. */
  async function effectOf(sandbox: Sandbox) {
    const text = await run(sandbox, "preset", "effect", "quiet", "--session", "same", "--json");
    const { requests, invalid, changedBlocks, blocks } = JSON.parse(text) as ReplayEffect;
    return {
      requests,
      invalid,
      changedBlocks,
      blocks: blocks.map(({ turn, what, actor }) => `${turn} ${what} ${actor}`).sort(),
    };
  }

  test("a pack does there what it did here; any other byte in it is refused", async () => {
    const pack = join(mine.project, "quiet.aperture-pack");
    const exported = await mine.cli(["preset", "export", "quiet", "-o", pack, "--publisher", "Team"]);
    expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining("rule hush came along") });

    const bytes = readFileSync(pack);
    for (const place of [100, Math.floor(bytes.length / 2), bytes.length - 600]) {
      const other = Buffer.from(bytes);
      other[place] = (other[place] ?? 0) ^ 1;
      const refused = await theirs.cli(["preset", "import", write(theirs, "other.pack", other), "--yes"]);
      expect(refused).toMatchObject({ code: 5, stdout: "" });
    }
    expect(await theirs.cli(["preset", "show", "quiet"])).toMatchObject({ code: 3 });

    const imported = await theirs.cli(["preset", "import", pack, "--yes"]);
    expect(imported).toMatchObject({ code: 0, stderr: expect.stringContaining("a key never seen before") });
    expect(imported.stdout.split("\n").filter(Boolean).sort()).toEqual([
      "preset calm: was there already",
      "preset quiet: imported",
      "rule hush: imported",
    ]);
    for (const [kind, name] of [
      ["preset", "quiet"],
      ["rule", "hush"],
    ] as const) {
      const [here, there] = await Promise.all([mine, theirs].map((each) => clientOf(each).library.get(kind, name)));
      expect(there).toMatchObject({
        text: here?.text,
        etag: here?.etag,
        source: "pack",
        signer: { publisher: "Team" },
      });
    }
    await converse(mine, "same", 4, 40);
    await converse(theirs, "same", 4, 40);
    const [here, there] = [await effectOf(mine), await effectOf(theirs)];
    expect(there).toEqual(here);
    expect(here).toMatchObject({ requests: 4, invalid: 0 });
    expect(here.changedBlocks).toBeGreaterThan(0);
  });

  test("what a registry has is looked at, then taken in", async () => {
    const ran = await theirs.cli(["rule", "install", "drop-stale-reads", "--dry-run", "--json"]);
    expect(ran).toMatchObject({ code: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      imported: false,
      items: [{ name: "drop-stale-reads", state: "same" }],
    });
    expect(await theirs.cli(["rule", "install", "drop-stale-raeds", "--yes"])).toMatchObject({ code: 3 });
  });
});
