import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryLibrary, type MemoryLibrary } from "../testing/memory-library.ts";
import { seedSession } from "../testing/seed.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
let library: MemoryLibrary;
const start = (options: Parameters<typeof createTestApi>[0] = {}) => {
  library = createMemoryLibrary();
  aperture = createTestApi({ library, ...options });
};
beforeEach(() => start());
afterEach(() => aperture.close());

interface Asked {
  readonly owner?: boolean;
  readonly headers?: Record<string, string>;
}

async function ask(method: string, path: string, body?: unknown, { owner = true, headers = {} }: Asked = {}) {
  const answer = await aperture.api.app.request(`/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(owner ? { authorization: `Bearer ${aperture.token}` } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    etag: answer.headers.get("etag"),
    body: (await answer.json()) as Record<string, unknown>,
  };
}
const stranger = { owner: false };

describe("files", () => {
  test("are listed by kind and read by whoever is here", async () => {
    library.add("preset", "calm");
    library.add("rule", "trim-logs");
    expect((await ask("GET", "/library", undefined, stranger)).body.items).toHaveLength(2);
    expect((await ask("GET", "/library?kind=rule", undefined, stranger)).body.items).toMatchObject([
      { name: "trim-logs" },
    ]);
    const read = await ask("GET", "/library/preset/calm?project=%2Fwork", undefined, stranger);
    expect(read).toMatchObject({ status: 200, etag: '"etag-1"', body: { text: "kind: preset\nname: calm\n" } });
    expect(library.calls).toEqual(["get preset calm /work"]);
  });

  test.each([
    ["/library/preset/Calm", "There is no preset Calm; did you mean calm?"],
    ["/library/preset/..%2F..%2Fetc", "There is no preset ../../etc"],
    ["/library/preset/c%D0%B0lm", "There is no preset c?lm; did you mean calm?"],
    ["/library/preset/zzzzzz", "There is no preset zzzzzz"],
  ])("%s is not there", async (path, detail) => {
    library.add("preset", "calm");
    expect((await ask("GET", path)).body).toMatchObject({ code: "library_not_found", detail });
    // What is no name gets nowhere near a file.
    expect(library.calls.filter((call) => !/^get preset [a-z]+ -$/.test(call))).toEqual([]);
  });

  test("another kind is told with those that there are", async () => {
    const { status, body } = await ask("GET", "/library/plugin/tidy");
    expect({ status, errors: body.errors }).toMatchObject({ status: 422, errors: [{ parameter: "kind" }] });
  });

  test("are written with the token, against what was read", async () => {
    library.add("preset", "calm");
    const text = "kind: preset\nname: calm\nmode: auto\n";
    expect(await ask("PUT", "/library/preset/calm", { text }, stranger)).toMatchObject({ status: 401 });
    expect(library.calls).toEqual([]);
    expect(await ask("PUT", "/library/preset/calm", { text, etag: "etag-0" })).toMatchObject({
      status: 412,
      body: { code: "library_changed" },
    });
    const written = await ask("PUT", "/library/preset/calm", { text }, { headers: { "if-match": 'W/"etag-1"' } });
    expect(written).toMatchObject({ status: 200, etag: `"etag-${text.length}"`, body: { text } });
    expect(library.calls.at(-1)).toBe("write preset calm etag-1");
    expect((await ask("PUT", "/library/preset/calm", { text }, { headers: { "if-match": "*" } })).status).toBe(200);
    expect(library.calls.at(-1)).toBe("write preset calm -");
  });

  test("a text is checked by whoever is here, and nothing is written", async () => {
    const text = "kind: preset\nname: calm\nmode: atuo\n";
    const place = { file: "calm.yml", line: 3, column: 7, pointer: "/mode", allowed: "manual, auto", nearest: "auto" };
    library.problems = [{ ...place, reason: "is atuo" }];
    const asked = { text, etag: "etag-1", dryRun: true };
    expect(await ask("PUT", "/library/preset/calm", asked, stranger)).toMatchObject({
      status: 200,
      body: { text, problems: [{ line: 3, reason: "is atuo" }], trouble: { line: 3 } },
    });
    expect(library.calls).toEqual(["check preset calm etag-1"]);
    expect((await ask("PUT", "/library/preset/calm", { text, dryRun: false }, stranger)).status).toBe(401);
    expect((await ask("PUT", "/library/preset/..%2Fcalm", asked, stranger)).status).toBe(404);
    expect(library.calls).toHaveLength(1);
  });

  test("every problem of a file is told, by line", async () => {
    const place = {
      file: "/home/me/calm.yml",
      line: 3,
      column: 7,
      pointer: "/mode",
      allowed: "manual, auto",
      nearest: "auto",
    };
    const bare = { ...place, line: 4, allowed: null, nearest: null };
    library.problems = [
      { ...place, reason: "is atuo" },
      { ...bare, reason: "is not known" },
    ];
    const { status, body } = await ask("PUT", "/library/preset/calm", { text: "x" });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        code: "library_invalid",
        detail: "/home/me/calm.yml:3:7: is atuo",
        errors: [
          { ...place, detail: "is atuo" },
          { ...bare, detail: "is not known" },
        ],
      },
    });
  });

  test.each([
    [{}, "/text"],
    [{ text: "" }, "/text"],
    [{ text: "x".repeat(400_001) }, "/text"],
    [{ text: "x", etga: "e" }, "/etga"],
  ])("a body that is wrong is refused at its place", async (body, pointer) => {
    const refused = await ask("PUT", "/library/preset/calm", body);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  test("one that is in force is removed by force alone, and who has it is said", async () => {
    library.add("rule", "trim-logs", { sessions: ["session-3"], isDefault: true });
    const refused = await ask("DELETE", "/library/rule/trim-logs");
    expect(refused).toMatchObject({ status: 409, body: { code: "library_in_use" } });
    expect(refused.body.detail).toContain("every new session, session-3");
    expect(library.calls).not.toContain("remove rule trim-logs");
    expect((await ask("DELETE", "/library/rule/trim-logs?force=true")).status).toBe(200);
    expect(library.calls.at(-1)).toBe("remove rule trim-logs");
  });

  test("are removed with the token", async () => {
    library.add("rule", "trim-logs");
    expect((await ask("DELETE", "/library/rule/trim-logs", undefined, stranger)).status).toBe(401);
    expect((await ask("DELETE", "/library/rule/trim-logs")).body).toEqual({ kind: "rule", removed: "trim-logs" });
    expect(library.calls).toEqual(["get rule trim-logs -", "remove rule trim-logs"]);
  });

  test.each(["preset", "rule", "template", "profile"])(
    "the schema of a %s is that of what is written",
    async (kind) => {
      const { status, body } = await ask("GET", `/library/schema/${kind}`, undefined, stranger);
      expect(status).toBe(200);
      expect(body).toMatchObject({ type: "object", additionalProperties: false });
      if (kind !== "profile") expect(body.required).toEqual(expect.arrayContaining(["kind", "name"]));
    },
  );
});

describe("in a session", () => {
  test("what counts is told, by id or label", async () => {
    const { n } = seedSession(aperture.store);
    expect((await ask("GET", `/sessions/session-${n}/library`, undefined, stranger)).body).toMatchObject({
      sessionId: `session-${n}`,
      preset: "calm",
    });
    expect((await ask("GET", "/sessions/session-99/library")).status).toBe(404);
  });

  test("one is applied by whoever is here; for all sessions, or with plugins, by the owner", async () => {
    library.add("preset", "calm");
    library.add("preset", "loud", { text: "plugins: {}" });
    expect((await ask("POST", "/library/preset/calm/apply", {}, stranger)).body).toMatchObject({ where: "session-1" });
    expect((await ask("POST", "/library/preset/calm/apply", { everywhere: true }, stranger)).status).toBe(401);
    expect((await ask("POST", "/library/preset/loud/apply", {}, stranger)).status).toBe(401);
    expect((await ask("POST", "/library/preset/loud/apply", { plugins: false }, stranger)).status).toBe(200);
    expect((await ask("POST", "/library/preset/calm/apply", { everywhere: true })).body).toMatchObject({
      where: "everywhere",
    });
    expect(library.calls.filter((call) => call.startsWith("apply") && call.includes('everywhere":true'))).toHaveLength(
      1,
    );
  });

  test("a session and everywhere at once are refused", async () => {
    library.add("preset", "calm");
    const refused = await ask("POST", "/library/preset/calm/apply", { everywhere: true, session: "session-1" });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: "/everywhere" }] } });
    expect((await ask("POST", "/library/preset/calm/apply", {}, { headers: { "idempotency-key": "k" } })).status).toBe(
      422,
    );
  });

  test("observe applies nothing, but takes away and says what would be", async () => {
    await aperture.close();
    start({ mode: "observe" });
    library.add("rule", "trim-logs");
    expect((await ask("POST", "/library/rule/trim-logs/apply")).body).toMatchObject({ code: "mode_observe" });
    expect((await ask("POST", "/library/rule/trim-logs/apply", { remove: true })).status).toBe(200);
    expect((await ask("POST", "/library/rule/trim-logs/apply", { dryRun: true })).status).toBe(200);
  });

  test("two are compared", async () => {
    const sides = { left: { kind: "preset", name: "a" }, right: { kind: "preset", name: "b" } };
    expect((await ask("POST", "/library/compare", sides, stranger)).body).toMatchObject({
      rows: [{ left: "a", right: "b" }],
    });
    const wrong = { ...sides, right: { kind: "preset", name: "../b" } };
    expect((await ask("POST", "/library/compare", wrong)).status).toBe(422);
  });

  test("one is replayed, saved or not", async () => {
    const item = { kind: "preset", name: "calm" };
    expect((await ask("POST", "/library/replay", { item }, stranger)).body).toMatchObject({
      billChange: -0.125,
      estimated: true,
    });
    expect((await ask("POST", "/library/replay", { text: "kind: rule" })).status).toBe(200);
    expect(library.calls).toEqual(["replay calm", "replay text"]);
    for (const body of [
      {},
      { item, text: "kind: rule" },
      { item, requests: 0 },
      { item: { kind: "preset", name: "none" } },
    ])
      expect((await ask("POST", "/library/replay", body)).status).toBe(422);
  });

  test("a replay that takes long ends with whoever waits for it, and with Aperture", async () => {
    library.isSlow = true;
    const leaving = new AbortController();
    const asked = aperture.api.app.request("/api/v1/library/replay", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "kind: rule" }),
      signal: leaving.signal,
    });
    await expect.poll(() => library.calls).toEqual(["replay text"]);
    leaving.abort();
    await asked;
    expect(library.calls).toEqual(["replay text", "given up"]);
    const waiting = ask("POST", "/library/replay", { text: "kind: rule" });
    await expect.poll(() => library.calls).toHaveLength(3);
    await aperture.api.close();
    expect(await waiting).toMatchObject({ status: 503, body: { code: "shutting_down" } });
    expect(aperture.failures).toEqual([]);
  });
});

describe("packs", () => {
  test("are made and taken in by the owner alone", async () => {
    const items = [{ kind: "preset", name: "calm" }];
    expect((await ask("POST", "/library/export", { items }, stranger)).status).toBe(401);
    expect((await ask("POST", "/library/import", { pack: "QUJD", dryRun: true }, stranger)).status).toBe(401);
    expect((await ask("POST", "/library/export", { items })).body).toMatchObject({ filename: "calm.aperture-pack" });
    expect((await ask("POST", "/library/import", { pack: "QUJD", dryRun: true })).body).toMatchObject({
      imported: false,
    });
    expect((await ask("POST", "/library/import", { pack: "QUJD" })).body).toMatchObject({ imported: true });
    expect(library.calls).toEqual(["import dry", "import for good"]);
  });

  test("registries are asked by the owner alone", async () => {
    const item = { kind: "rule", name: "trim-logs" };
    expect((await ask("POST", "/library/install", item, stranger)).status).toBe(401);
    expect((await ask("POST", "/library/install", { ...item, dryRun: true })).body).toMatchObject({ imported: false });
    expect((await ask("POST", "/library/install", { ...item, name: "../x" })).status).toBe(422);
    expect(library.calls).toEqual(["install rule trim-logs"]);
  });

  test.each([
    [{ pack: "not base64!" }, 422],
    [{ pack: "A".repeat(8_000_004) }, 422],
    [{ pack: "A".repeat(8_200_000) }, 413],
    [{ pack: "QUJD", dryrun: true }, 422],
  ])("what is none is refused", async (body, status) => {
    expect((await ask("POST", "/library/import", body)).status).toBe(status);
    expect(library.calls).toEqual([]);
  });
});
