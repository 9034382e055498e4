import { expect, test } from "vitest";
import { ApertureClient } from "./client.ts";
import type { LibraryClient } from "./library-client.ts";

type Fetch = NonNullable<ConstructorParameters<typeof ApertureClient>[0]["fetch"]>;
const libraryOver = (fetch: Fetch): LibraryClient => new ApertureClient({ baseUrl: "http://a/", fetch }).library;

test.each<[string, (library: LibraryClient) => Promise<unknown>]>([
  ["GET /library", (l) => l.list()],
  ["GET /library?kind=rule&project=%2Fwork%2Fshop", (l) => l.list({ kind: "rule", project: "/work/shop" })],
  ["GET /library/preset/calm", (l) => l.get("preset", "calm")],
  ["GET /library/rule/a%2F..%2Fb?project=%2Fwork", (l) => l.get("rule", "a/../b", "/work")],
  [
    'PUT /library/preset/calm {"text":"kind: preset","etag":"e"}',
    (l) => l.write("preset", "calm", { text: "kind: preset", etag: "e" }),
  ],
  ["DELETE /library/template/plan-first", (l) => l.remove("template", "plan-first")],
  ["GET /library/schema/profile", (l) => l.schema("profile")],
  ["POST /library/preset/calm/apply {}", (l) => l.apply("preset", "calm")],
  [
    'POST /library/rule/calm/apply {"session":"session-3","remove":true}',
    (l) => l.apply("rule", "calm", { session: "session-3", remove: true }),
  ],
  ["GET /sessions/a%20b/library", (l) => l.inSession("a b")],
  [
    'POST /library/compare {"left":{"kind":"preset","name":"a"},"right":{"kind":"preset","name":"b"}}',
    (l) => l.compare({ left: { kind: "preset", name: "a" }, right: { kind: "preset", name: "b" } }),
  ],
  ['POST /library/replay {"text":"kind: rule"}', (l) => l.replay({ text: "kind: rule" })],
  [
    'POST /library/export {"items":[{"kind":"preset","name":"a"}]}',
    (l) => l.export({ items: [{ kind: "preset", name: "a" }] }),
  ],
  ['POST /library/import {"pack":"QUJD","dryRun":true}', (l) => l.import({ pack: "QUJD", dryRun: true })],
  ['POST /library/install {"kind":"rule","name":"a"}', (l) => l.install({ kind: "rule", name: "a" })],
  ["GET /projects", (l) => l.projects()],
  ["GET /projects/look?folder=%2Fwork%2Fshop", (l) => l.lookAtProject("/work/shop")],
  ['POST /projects/trust {"folder":"/work/shop","trust":true}', (l) => l.trust({ folder: "/work/shop", trust: true })],
])("%s", async (asked, call) => {
  let heard = "";
  const library = libraryOver(async (url, init) => {
    const path = String(url).replace("http://a//api/v1", "");
    heard = [init?.method, path, init?.body].filter((part) => part !== undefined).join(" ");
    return Response.json({ fine: true });
  });
  expect(await call(library)).toEqual({ fine: true });
  expect(heard).toBe(asked);
});

test("a replay that nobody waits for any more is given up", async () => {
  const leaving = new AbortController();
  const library = libraryOver((_, init) => {
    const { promise, reject } = Promise.withResolvers<Response>();
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    return promise;
  });
  const replayed = library.replay({ text: "kind: rule" }, leaving.signal);
  leaving.abort();
  await expect(replayed).rejects.toMatchObject({ name: "AbortError" });
});
