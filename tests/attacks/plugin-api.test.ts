import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPluginSecrets } from "@aperture/aperture/plugins/services/plugin-secrets";
import { createMemoryPlugins, type MemoryPlugins } from "@aperture/aperture/plugins/testing/memory-plugins";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { sendRaw } from "../support/proxy/raw-client.ts";

/** What callers and plugins try at :5401 to have code run, given more, or shown as what it is not. */

let api: StartedApi;
let host: MemoryPlugins;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "aperture-plugin-api-"));
  host = createMemoryPlugins();
  api = await startApi({ plugins: host, pluginSecrets: createPluginSecrets(folder) });
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const list of [host.calls, host.served, host.lines]) list.length = 0;
  host.add({ name: "tidy", permissions: { panel: true, serve: true, secrets: ["API_KEY"] } });
  host.add({ name: "other", permissions: { serve: true, secrets: ["API_KEY"] } });
  host.add({ name: "inside", runtime: "native" }, { trusted: true });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.origin}/api/v1${path}`, {
    method,
    redirect: "manual",
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
const owner = () => ({ authorization: `Bearer ${api.token}` });
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

/** What makes code run, gives it more, or tells of what only the owner knows. */
const owned: readonly [string, string, unknown][] = [
  ["POST", "/plugins/inspect", { path: "/etc" }],
  ["POST", "/plugins", { path: "/tmp/evil", grant: "all" }],
  ["POST", "/plugins", { archive: "AAAA", grant: "all", trust: true }],
  ["PATCH", "/plugins/tidy", { grant: "all" }],
  ["PATCH", "/plugins/tidy", { config: { limit: 1 } }],
  ["DELETE", "/plugins/tidy", undefined],
  ["POST", "/plugins/tidy/enable", {}],
  ["POST", "/plugins/tidy/release", {}],
  ["POST", "/plugins/tidy/reload", {}],
  ["POST", "/plugins/bisect", { step: "start" }],
  ["POST", "/plugins/inside/actions/run", {}],
  ["GET", "/plugins/tidy/secrets", undefined],
  ["PUT", "/plugins/tidy/secrets/API_KEY", { value: "planted" }],
  ["DELETE", "/plugins/tidy/secrets/API_KEY", undefined],
];

describe("without the token", () => {
  test.each(owned)("%s %s %j", async (method, path, body) => {
    const [before, refused] = [api.state(), api.api.refused()];
    const answer = await ask(method, path, body);
    expect([answer.status, await codeOf(answer)]).toEqual([401, "token_required"]);
    expect(host.calls).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(api.state()).toEqual(before);
    expect(api.api.refused()).toBe(refused + 1);
  });

  test.each(owned)("%s %s %j with a wrong one, or one in the address", async (method, path, body) => {
    const wrong = await ask(method, path, body, { authorization: `Bearer ${"x".repeat(43)}` });
    expect([wrong.status, await codeOf(wrong)]).toEqual([401, "token_wrong"]);
    const inQuery = await ask(method, `${path}?token=${api.token}&authorization=Bearer%20${api.token}`, body);
    expect(inQuery.status).toBe(401);
    expect(await inQuery.text()).not.toContain(api.token);
    expect(host.calls).toEqual([]);
  });

  test("an answer that was kept for the owner is not told to whoever knows its key", async () => {
    const install = { path: "/tmp/tidy", grant: "all" };
    expect((await ask("POST", "/plugins", install, { ...owner(), "idempotency-key": "key-1" })).status).toBe(200);
    expect((await ask("POST", "/plugins", install, { "idempotency-key": "key-1" })).status).toBe(401);
  });

  test("a method in a header or a GET with a body does nothing", async () => {
    const override = { "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
    expect((await ask("GET", "/plugins/tidy", undefined, override)).status).toBe(200);
    for (const word of ["enable", "disable", "undo", "reload"])
      expect([404, 405]).toContain((await ask("GET", `/plugins/tidy/${word}`)).status);
    expect(host.calls).toEqual([]);
  });
});

describe("from another site", () => {
  const sites: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  const open: typeof owned = [
    ["GET", "/plugins", undefined],
    ["GET", "/plugins/tidy/panel", undefined],
    ["GET", "/plugins/tidy/http/figures", undefined],
    ["POST", "/plugins/tidy/disable", {}],
    ["POST", "/plugins/tidy/undo", {}],
    ["POST", "/plugins/tidy/actions/run", {}],
  ];
  test.each([...open, ...owned])("%s %s %j, with the token too", async (method, path, body) => {
    for (const site of sites) {
      expect((await ask(method, path, body, site)).status, JSON.stringify(site)).toBe(403);
      expect((await ask(method, path, body, { ...site, ...owner() })).status, JSON.stringify(site)).toBe(403);
    }
    expect(host.calls).toEqual([]);
    expect(host.served).toEqual([]);
  });

  test("a form's content type", async () => {
    const answer = await ask("POST", "/plugins/tidy/disable", "{}", {
      "content-type": "text/plain",
      "sec-fetch-site": "none",
      "sec-fetch-mode": "no-cors",
    });
    expect([403, 415]).toContain(answer.status);
    expect(host.calls).toEqual([]);
  });
});

describe("names that are not what they seem", () => {
  const lookAlikes = [
    "Tidy",
    "tidy%20",
    "%20tidy",
    "tidy%00",
    "t%D1%96dy",
    "tidy.",
    "ti%C2%ADdy",
    "__proto__",
    "constructor",
    "tidy%2Fhttp",
    "tidy%5C..",
    "%2e%2e%2ftidy",
    "tidy;x",
    "tidy%0d%0ax:y",
    `${"a".repeat(99)}`,
    "%3Cscript%3E",
  ];

  test.each(lookAlikes)("%s is no plugin", async (id) => {
    const answers = [
      await ask("GET", `/plugins/${id}`),
      await ask("GET", `/plugins/${id}/panel`),
      await ask("GET", `/plugins/${id}/http/figures`),
      await ask("POST", `/plugins/${id}/disable`, {}),
      await ask("POST", `/plugins/${id}/actions/run`, {}),
      await ask("POST", `/plugins/${id}/enable`, {}, owner()),
      await ask("DELETE", `/plugins/${id}`, undefined, owner()),
      await ask("PUT", `/plugins/${id}/secrets/API_KEY`, { value: "planted" }, owner()),
    ];
    for (const answer of answers) {
      expect([404, 422]).toContain(answer.status);
      expect(await answer.text()).toMatch(/^[\x20-\x7e]*$/);
    }
    expect(host.calls).toEqual([]);
    expect(host.served).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("no plugin takes the place of a word of the API's", async () => {
    for (const name of ["graph", "inspect", "bisect"]) expect(() => host.add({ name })).toThrow(/Aperture's own/);
  });

  test("a setting named like every object's own changes none", async () => {
    const text = '{"config":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}';
    await ask("PATCH", "/plugins/tidy", text, owner());
    await ask("POST", "/plugins/tidy/actions/run", '{"input":{"__proto__":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("addresses below /http", () => {
  /** The bytes of a request line, as no client library writes them. */
  const raw = (target: string) =>
    sendRaw(api.port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nConnection: close\r\n\r\n`, 3_000);
  const base = "/api/v1/plugins/tidy/http";

  test.each([
    `${base}/../secrets`,
    `${base}/../../inside/actions/run`,
    `${base}/%2e%2e/secrets`,
    `${base}/%2e%2e/%2e%2e/other/secrets`,
    `${base}/.%2e/.%2E/../../shutdown`,
  ])("%s leads to what it names, with its own rule, or nowhere", async (target) => {
    const answer = await raw(target);
    expect([400, 401, 404, 405]).toContain(answer.status);
    expect(host.served).toEqual([]);
    expect(host.calls).toEqual([]);
  });

  test.each([
    `${base}/..%2f..%2fother%2fhttp`,
    `${base}/%252e%252e/x`,
    `${base}//evil.example/`,
    `${base}/http/http`,
    `${base}/x?id=other&path=/y`,
    `${base}/a%00b`,
  ])("%s stays with its plugin, as text that nothing decodes", async (target) => {
    const answer = await raw(target);
    expect([200, 400]).toContain(answer.status);
    for (const { id, path } of host.served) {
      expect(id).toBe("tidy");
      expect(target.split("?")[0]).toBe(`${base}${path}`);
    }
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s reaches no plugin", async (method) => {
    expect([404, 405]).toContain((await ask(method, "/plugins/tidy/http/figures", {}, owner())).status);
    expect(host.served).toEqual([]);
  });
});

describe("what a plugin says", () => {
  const hostile = [
    "<script>fetch('/api/v1/shutdown',{method:'POST'})</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u001b]0;owned\u0007\u202e",
    "data: injected\n\nid: 999\n\n",
    '{"__proto__":{"polluted":true}}',
  ];

  test("in a panel, a log and an action's answer is data that no browser takes for a document", async () => {
    host.answers.panel = { panel: { nodes: hostile.map((text) => ({ kind: "heading", text })) }, trouble: null };
    host.lines.push(...hostile.map((message) => ({ at: 0, level: "info" as const, message })));
    host.action = async () => hostile;
    for (const [method, path] of [
      ["GET", "/plugins/tidy/panel"],
      ["GET", "/plugins/tidy/logs"],
      ["POST", "/plugins/tidy/actions/run"],
    ] as const) {
      const answer = await ask(method, path, method === "POST" ? {} : undefined);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expectInert(answer);
      const told = JSON.stringify(JSON.parse(await answer.text()));
      for (const text of hostile) expect(told, path).toContain(JSON.stringify(text));
    }
  });

  test("behind /http is never a page, sets nothing and leads nowhere", async () => {
    for (const type of [
      "text/html",
      "TEXT/HTML",
      "text/html ;x",
      "image/svg+xml",
      "text/xml",
      "application/x-shockwave-flash",
      "multipart/x-mixed-replace",
    ]) {
      host.answers.serve = {
        status: 200,
        headers: {
          "content-type": type,
          "set-cookie": "a=b",
          location: "http://evil.example/",
          refresh: "0;url=http://evil.example/",
          link: "<http://evil.example/>; rel=preload",
          "access-control-allow-origin": "*",
          "content-security-policy": "default-src *",
          "x-content-type-options": "",
          "clear-site-data": '"*"',
        },
        body: hostile[0]!,
      };
      const answer = await ask("GET", "/plugins/tidy/http/");
      expect(answer.headers.get("content-type"), type).toBe("text/plain; charset=utf-8");
      expectInert(answer);
      const headers = [...answer.headers.keys()].join(" ");
      expect(headers).not.toMatch(/set-cookie|location|refresh|link|access-control|clear-site-data/);
    }
  });

  test("a broken plugin's words do not get into the headers", async () => {
    host.answers.serve = { status: 200, headers: { "content-type": "text/plain\r\nset-cookie: a=b" }, body: "x" };
    const answer = await ask("GET", "/plugins/tidy/http/");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("set-cookie")).toBeNull();
  });
});

function expectInert(answer: Response): void {
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
}

describe("a secret", () => {
  const value = "sk-ant-planted-0123456789abcdef";

  test("that was given is in one file, which is the user's alone, and in nothing that is told", async () => {
    const told: string[] = [];
    const note = async (answer: Response) => void told.push(await answer.text(), JSON.stringify([...answer.headers]));
    await note(await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value }, owner()));
    await note(await ask("PUT", "/plugins/tidy/secrets/API_KEY", { valeu: value }, owner()));
    await note(await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value: [value] }, owner()));
    await note(await ask("PUT", "/plugins/tidy/secrets/API_KEY", `{"value":"${value}`, owner()));
    await note(await ask("PUT", `/plugins/tidy/secrets/${value}`, { value: "API_KEY" }, owner()));
    await note(await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value: value.repeat(400) }, owner()));
    for (const path of ["", "/tidy", "/tidy/secrets", "/other/secrets", "/tidy/logs", "/tidy/panel", "/graph"])
      await note(await ask("GET", `/plugins${path}`, undefined, owner()));
    told.push(JSON.stringify(api.store.events.since(0, 10_000)), JSON.stringify(api.failures.map(String)));
    for (const text of told) expect(text).not.toContain(value);
    for (const name of readdirSync(api.home))
      expect(readFileSync(join(api.home, name), "latin1"), name).not.toContain(value);
    expect(readdirSync(folder)).toEqual(["plugin-secrets.json"]);
    expect(statSync(join(folder, "plugin-secrets.json")).mode & 0o777).toBe(0o600);
  });

  test("of one plugin is not another's", async () => {
    await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value }, owner());
    expect(await (await ask("GET", "/plugins/other/secrets", undefined, owner())).json()).toEqual({
      secrets: [{ name: "API_KEY", set: false }],
    });
  });
});

describe("bodies that are too much or no archive", () => {
  /** Bytes as they are sent, on a connection of their own. */
  const raw = (head: string, content = "") =>
    sendRaw(
      api.port,
      `POST /api/v1/plugins/tidy/disable HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nConnection: close\r\n${head}\r\n${content}`,
    );

  test("none, and one in chunks, are bodies as any other; one that only grows is refused where it is too much", async () => {
    const chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    expect((await raw("")).status).toBe(200);
    expect((await raw(chunked, "2\r\n{}\r\n0\r\n\r\n")).status).toBe(200);
    expect((await raw(chunked, '7\r\n{"x":1}\r\n0\r\n\r\n')).status).toBe(422);
    const large = `100000\r\n${" ".repeat(1 << 20)}\r\n`;
    expect((await raw(chunked, `${large}${large}0\r\n\r\n`)).status).toBe(413);
    expect(host.calls).toEqual(["disable tidy", "disable tidy"]);
  });

  test("46 MB are too much, and nobody reads them", async () => {
    const archive = "A".repeat(46_100_000);
    for (const path of ["/plugins", "/plugins/inspect"])
      expect(await codeOf(await ask("POST", path, { archive, grant: "all" }, owner()))).toBe("body_too_large");
    expect(host.calls).toEqual([]);
  });

  test.each(["not base64", "AAA", "AAAA=AAA", "../../etc/passwd", "data:application/gzip;base64,AAAA"])(
    "%j is no base64",
    async (archive) => {
      expect((await ask("POST", "/plugins", { archive, grant: "all" }, owner())).status).toBe(422);
      expect(host.calls).toEqual([]);
    },
  );

  test.each([
    "tidy",
    "./tidy",
    "../tidy",
    "~/tidy",
    "file:///tmp/tidy",
    "http://evil.example/tidy.tgz",
    "/tmp/a\u0000b",
  ])("the path %j names no package of this machine", async (path) => {
    expect((await ask("POST", "/plugins/inspect", { path }, owner())).status).toBe(422);
    expect((await ask("POST", "/plugins", { path, grant: "all" }, owner())).status).toBe(422);
    expect(host.calls).toEqual([]);
  });
});
