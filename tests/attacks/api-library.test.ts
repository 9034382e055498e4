import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noLibrary } from "@aperture/aperture/api/no-library";
import { createMemoryDistribution, type MemoryDistribution } from "@aperture/aperture/api/testing/memory-distribution";
import { createLibrary } from "@aperture/aperture/library/create-library";
import { createPacks } from "@aperture/aperture/packs/create-packs";
import { createMemoryPlugins } from "@aperture/aperture/plugins/testing/memory-plugins";
import type { LibraryItem, LibraryList } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { sendRaw } from "../support/proxy/raw-client.ts";

// Who may do what to presets, rules, templates, trust and sources, and what hostile texts and bodies do there: the real routes over the real files.

let api: StartedApi;
let folder = "";
let distribution: MemoryDistribution;
let library: ReturnType<typeof createLibrary>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "aperture-library-"));
  const home = join(folder, "home");
  for (const name of ["home", "starter", "shop"]) mkdirSync(join(folder, name));
  library = createLibrary({
    home,
    starter: join(folder, "starter"),
    projects: () => [join(folder, "shop")],
    plugins: () => [],
    now: Date.now,
    log: { warn() {} },
  });
  const plugins = createMemoryPlugins();
  plugins.add({ name: "tidy" }, { previous: "0.9.0" });
  distribution = createMemoryDistribution(plugins);
  const packs = createPacks({ home, library, now: Date.now });
  api = await startApi({ plugins, distribution, library: { ...noLibrary, files: library, packs } });
});
afterAll(async () => {
  await api.close();
  await library.close();
  rmSync(folder, { recursive: true });
});

type How = "owner" | "local" | "wrong token" | "another site";

async function ask(how: How, method: string, path: string, body?: unknown) {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (how !== "local") headers.authorization = `Bearer ${how === "wrong token" ? "x".repeat(43) : api.token}`;
  if (how === "another site") headers.origin = "https://evil.example";
  const answer = await fetch(`${api.origin}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) as Record<string, unknown> };
}

/** Every file below the home, with its bytes. */
const kept = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
  );

const ruleText = (name: string, more = ""): string =>
  `kind: rule\nname: ${name}\nwhen: { select: "role:tool_result" }\naction: { do: compress, level: trimmed }\n${more}`;
const item = { kind: "preset", name: "calm" };

const writes: [method: string, path: string, body: unknown][] = [
  ["PUT", "/library/rule/evil", { text: ruleText("evil") }],
  ["DELETE", "/library/rule/evil", undefined],
  ["POST", "/library/preset/calm/apply", { everywhere: true }],
  ["POST", "/library/export", { items: [item] }],
  ["POST", "/library/import", { pack: "QUJD", dryRun: true }],
  ["POST", "/library/install", item],
  ["POST", "/projects/trust", { folder: "/", trust: true }],
  ["POST", "/plugins/updates/check", {}],
  ["POST", "/plugins/tidy/update", {}],
  ["POST", "/plugins/tidy/rollback", {}],
  ["POST", "/plugins/tidy/pin", { pinned: true }],
  ["POST", "/plugins/registries", { name: "evil", url: "http://evil.example", kind: "npm" }],
  ["DELETE", "/plugins/registries/bundled", undefined],
  ["POST", "/plugins/inspect", { spec: "tidy" }],
];

describe("who may", () => {
  test.each(writes)("%s %s takes the token, and a page of another site has none", async (method, path, body) => {
    const [before, calls] = [kept(), distribution.calls.length];
    for (const [how, status] of [
      ["local", 401],
      ["wrong token", 401],
      ["another site", 403],
    ] as const)
      expect((await ask(how, method, path, body)).status, how).toBe(status);
    expect(kept()).toEqual(before);
    expect(distribution.calls).toHaveLength(calls);
    expect(distribution.known).toHaveLength(1);
  });

  test("what takes the token says so before it reads a body, and tells nothing of it", async () => {
    for (const [method, path] of writes) {
      // Whoever is here may apply, and have a text checked; only what the body says can take the token.
      if (method === "DELETE" || path.endsWith("/apply") || method === "PUT") continue;
      const { status, text } = await ask("local", method, path, '{"secret-of-mine": ');
      expect(status).toBe(401);
      expect(text).not.toContain("secret-of-mine");
    }
  });

  test("a folder of nobody's is not looked at for strangers, whether it is there or not", async () => {
    const [here, nowhere] = [folder, join(folder, "nowhere")].map(encodeURIComponent);
    const answers = await Promise.all(
      [here, nowhere].map((each) => ask("local", "GET", `/projects/look?folder=${each}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  test("nobody has anything sent to an address of their own choice", async () => {
    const calls = distribution.calls.length;
    for (const address of ["http://evil.example/", "http://127.0.0.1:22/", "file:///etc", "/etc"])
      expect(
        (await ask("local", "GET", `/plugins/search?q=stolen&registry=${encodeURIComponent(address)}`)).status,
      ).toBe(401);
    expect(distribution.calls).toHaveLength(calls);
  });
});

describe("names", () => {
  const names = [
    "../../evil",
    "..%2f..%2fevil",
    "/etc/passwd",
    "calm.yml",
    "__proto__",
    "constructor",
    "a\u0000b",
    "c\u0430lm",
    "none",
    "default",
    "x".repeat(65),
    "-",
    "a--b",
    "CON",
  ];

  test.each(names)("%j becomes no file, and comes back as data", async (name) => {
    const before = kept();
    const path = `/library/rule/${encodeURIComponent(name)}`;
    for (const how of ["local", "owner"] as const) {
      const read = await ask(how, "GET", path);
      expect(read).toMatchObject({ status: 404, body: { code: "library_not_found" } });
      expect(read.headers.get("content-type")).toBe("application/problem+json");
      expect([...read.text].every((character) => character >= " " && character <= "~")).toBe(true);
    }
    expect([404, 422]).toContain((await ask("owner", "PUT", path, { text: ruleText("evil") })).status);
    expect((await ask("owner", "DELETE", path)).status).toBe(404);
    expect(kept()).toEqual(before);
    expect(existsSync(join(folder, "evil.yml"))).toBe(false);
  });

  test("a file says its own name, or is refused", async () => {
    const before = kept();
    const { status, body } = await ask("owner", "PUT", "/library/rule/one", { text: ruleText("two") });
    expect({ status, code: body.code }).toEqual({ status: 422, code: "library_invalid" });
    expect(kept()).toEqual(before);
  });
});

describe("texts", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
  ];

  test("are stored and shown as data that no browser runs", async () => {
    const description = JSON.stringify(hostile.join(" "));
    const text = ruleText(
      "scripted",
      `title: ${JSON.stringify(hostile[1])}\ndescription: ${description}\nauthor: ${JSON.stringify(hostile[0])}\n# ${hostile[2]}\n`,
    );
    expect((await ask("owner", "PUT", "/library/rule/scripted", { text })).status).toBe(200);
    const read = await fetch(`${api.origin}/api/v1/library/rule/scripted`, { headers: { accept: "text/html" } });
    expect(read.headers.get("content-type")).toBe("application/json");
    expect(read.headers.get("x-content-type-options")).toBe("nosniff");
    expect(read.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    const found = (await read.json()) as LibraryItem;
    expect(found).toMatchObject({ text, title: hostile[1], author: hostile[0] });
    const { items } = (await ask("local", "GET", "/library?kind=rule")).body as unknown as LibraryList;
    expect(items).toMatchObject([{ name: "scripted" }]);
  });

  test.each<[string, string]>([
    [
      "an alias bomb",
      `kind: rule\nname: bomb\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map(
          (each, index) => `${each}: &${each} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[index]}`).join(",")}]`,
        )
        .join("\n")}\n`,
    ],
    ["a deep nest", `kind: rule\nname: bomb\nwhen: ${"[".repeat(20_000)}`],
    ["a tag that makes something", "kind: rule\nname: bomb\nwhen: !!js/function 'function(){}'\n"],
    [
      "a prototype",
      "kind: rule\nname: bomb\n__proto__: { polluted: true }\nwhen: { select: x }\naction: { do: remove }\nlimits: { __proto__: { keepNewest: 1 } }\nwhne: 1\n",
    ],
    [
      "a pattern that never ends",
      ruleText("bomb").replace("{ do: compress, level: trimmed }", "{ do: replace, pattern: '(a+)+$(?=b)', with: x }"),
    ],
    ["no YAML", "\u0000\u0001\u0002"],
    ["two documents", `${ruleText("bomb")}---\n${ruleText("bomb")}`],
  ])("%s is refused soon or harmless, and pollutes nothing", async (_, text) => {
    const { status, body } = await ask("owner", "PUT", "/library/rule/bomb", { text });
    if (status !== 200) expect({ status, code: body.code }).toEqual({ status: 422, code: "library_invalid" });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(api.failures).toEqual([]);
    expect((await ask("local", "GET", "/library")).status).toBe(200);
    if (status === 200) await ask("owner", "DELETE", "/library/rule/bomb");
  });

  test("a link among the files is not followed for anybody", async () => {
    const secret = join(folder, "secret.yml");
    writeFileSync(secret, ruleText("linked", "# a secret\n"));
    mkdirSync(join(folder, "home/library/rules"), { recursive: true });
    const link = join(folder, "home/library/rules/linked.yml");
    symlinkSync(secret, link);
    expect((await ask("local", "GET", "/library/rule/linked")).text).not.toContain("a secret");
    rmSync(link);
  });
});

describe("bodies", () => {
  test.each<[string, string, number]>([
    ["/library/import", JSON.stringify({ pack: "A".repeat(8_200_000) }), 413],
    ["/library/import", JSON.stringify({ pack: "A".repeat(8_000_004) }), 422],
    ["/library/import", JSON.stringify({ pack: "no base64 at all" }), 422],
    ["/library/export", JSON.stringify({ items: Array.from({ length: 101 }, () => item) }), 422],
    ["/library/export", JSON.stringify({ items: [item], note: "x".repeat(1_100_000) }), 413],
    ["/library/replay", JSON.stringify({ text: "x".repeat(2_600_000) }), 413],
    ["/projects/trust", JSON.stringify({ folder: `/${"x".repeat(5_000)}`, trust: true }), 422],
    ["/plugins/registries", JSON.stringify({ name: "a", url: "x".repeat(3_000), kind: "npm" }), 422],
    ["/plugins/tidy/update", JSON.stringify({ __proto__: null, constructor: {}, version: 1 }), 422],
    ["/library/compare", "[]", 422],
    ["/library/compare", "null", 422],
  ])("%s: what is too much or nothing is refused", async (path, body, status) => {
    const before = kept();
    expect((await ask("owner", "POST", path, body)).status).toBe(status);
    expect(kept()).toEqual(before);
    expect(api.failures).toEqual([]);
  });

  test("a length that promises more than may come is refused before it comes", async () => {
    const head = `POST /api/v1/library/import HTTP/1.1\r\nhost: 127.0.0.1:${api.port}\r\nauthorization: Bearer ${api.token}\r\n`;
    const answer = await sendRaw(
      api.port,
      `${head}content-type: application/json\r\ncontent-length: 900000000\r\n\r\n{`,
      3_000,
    );
    expect(answer.status).toBe(413);
  });

  test("a pack that is none leaves nothing", async () => {
    const before = kept();
    for (const bytes of ["", "PK\u0003\u0004", "\u001f\u008b\u0008\u0000garbage", "<html></html>"]) {
      const pack = Buffer.from(bytes, "latin1").toString("base64");
      const { status, body } = await ask("owner", "POST", "/library/import", { pack });
      expect({ status, code: body.code }).toEqual({ status: 422, code: "pack_refused" });
    }
    expect(kept()).toEqual(before);
  });
});
