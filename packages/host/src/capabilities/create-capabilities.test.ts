import type { capabilityCalls } from "@aperture/sdk";
import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import {
  createTestCapabilities,
  type TestCapabilities,
  type TestCapabilitiesOptions,
} from "./testing/test-capabilities.ts";

let open: TestCapabilities[] = [];
afterEach(() => {
  for (const each of open) each.close();
  open = [];
});
const create = (options: TestCapabilitiesOptions): TestCapabilities => {
  const made = createTestCapabilities(options);
  open.push(made);
  return made;
};

/** One call of each, as a plugin would make it. */
const calls: Readonly<Record<keyof typeof capabilityCalls, Json>> = {
  "storage.write": { values: [["a", 1]] },
  "net.fetch": { url: "https://example.com/" },
  "fs.read": { path: "a.txt" },
  "fs.list": { glob: "**" },
  "fs.watch": {},
  "history.log": {},
  "history.status": {},
  "history.diff": {},
  "history.show": { commit: "HEAD", path: "a.txt" },
  "history.blame": { path: "a.txt" },
  "history.files-changed-with": { path: "a.txt" },
  "secrets.get": { name: "KEY" },
  "speech.transcribe": { audio: "" },
  "state.session": {},
  "state.sessions": {},
  "state.usage": {},
  "state.budget": {},
  "state.prices": { model: "m" },
  "state.ledger": {},
  "state.cache": {},
  "state.blocks": {},
  "state.text": { block: "block-1" },
  "blocks.compress": { ids: ["block-1"], level: "minimal" },
  "blocks.restore": { ids: ["block-1"] },
  "blocks.pin": { ids: ["block-1"], pinned: "top" },
  "blocks.move": { ids: ["block-1"], zone: "middle" },
  "blocks.edit": { ids: ["block-1"], content: "x" },
  "blocks.remove": { ids: ["block-1"] },
  "blocks.insert": { content: "x" },
  "blocks.redact": { ids: ["block-1"] },
  "staging.stage": { key: "k", text: "t" },
  "staging.unstage": { key: "k" },
  "notes.add": { text: "n" },
  "events.emit": { event: "seen" },
};
const free = new Set(Object.keys(calls).filter((name) => name.startsWith("state.") && !/blocks|text/.test(name)));

describe("nothing granted", () => {
  test("nothing that touches texts, the world or what is kept is done; the refusal names what is missing", async () => {
    const { refusal, asked, used } = create({ permissions: {}, projects: ["/work"] });
    for (const [name, input] of Object.entries(calls)) {
      const { code, message } = await refusal(name, input);
      if (free.has(name)) expect([name, code]).toEqual([name, "done"]);
      else {
        expect([name, code]).toEqual([name, "permission_denied"]);
        expect(message).toMatch(/^tidy may not do this: it needs the permission \S+/);
      }
    }
    expect(asked.every((each) => (each as unknown[])[0] === "state")).toBe(true);
    expect(used).toEqual([]);
  });

  test.each(["blocks.write:content", "blocks.write:level"])("one way to write is not another: %s", async (granted) => {
    const field = granted.slice("blocks.write:".length);
    const { refusal } = create({ permissions: { blocks: { write: [field] } } });
    const done: string[] = [];
    for (const name of Object.keys(calls).filter((each) => each.startsWith("blocks.") && each !== "blocks.restore"))
      if ((await refusal(name, calls[name as keyof typeof calls])).code === "done") done.push(name);
    expect(done).toEqual([field === "content" ? "blocks.edit" : "blocks.compress"]);
  });
});

describe("calls", () => {
  test.each(["", "constructor", "__proto__", "toString", "state", "storage", "state.session ", "net.fetch\0"])(
    "there is no %j",
    async (name) => {
      const { refusal } = create({ permissions: {} });
      expect((await refusal(name, {})).code).toBe("capability_unknown");
    },
  );

  test("input is what its schema says, with the place where it is not", async () => {
    const { refusal } = create({ permissions: { staging: true, notes: true } });
    const wrong: [string, Json, string][] = [
      ["staging.stage", { key: "k" }, "staging.stage: "],
      ["staging.stage", { key: "k", text: "t", actor: "user" }, "staging.stage: "],
      ["notes.add", { text: "n", block: ["block-1"] }, "notes.add: "],
      ["notes.add", [], "notes.add: "],
      ["notes.add", "x", "notes.add: "],
    ];
    for (const [name, input, begins] of wrong) {
      const { code, message } = await refusal(name, input);
      expect([input, code]).toEqual([input, "invalid_input"]);
      expect(message.startsWith(begins)).toBe(true);
    }
  });

  test("what is no plain JSON becomes it, or is refused: no getter runs later, no prototype comes along", async () => {
    const { call, refusal, asked } = create({ permissions: { notes: true } });
    let reads = 0;
    const sly = {
      get text() {
        reads += 1;
        return reads === 1 ? "first" : { toString: () => "later" };
      },
    };
    await call("notes.add", sly as unknown as Json);
    expect(asked[0]).toMatchObject(["note", "plugin:tidy", { text: "first" }]);
    const circle: Record<string, unknown> = { text: "n" };
    circle.self = circle;
    expect((await refusal("notes.add", circle as unknown as Json)).code).toBe("invalid_input");
    expect((await refusal("notes.add", { text: 1n } as unknown as Json)).code).toBe("invalid_input");
    await refusal("notes.add", JSON.parse('{"text":"n","__proto__":{"polluted":true}}'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("a call of many megabytes is refused before it is read", async () => {
    const { refusal } = create({ permissions: { storage: "64mb" } });
    expect((await refusal("storage.write", { values: [["a", "x".repeat(7_000_000)]] })).code).toBe("quota_exceeded");
  });

  test("a flood is refused, and is let on as time passes", async () => {
    const { refusal, pass } = create({ permissions: { notes: true } });
    const codes: string[] = [];
    for (let count = 0; count < 60; count += 1) codes.push((await refusal("notes.add", { text: "n" })).code);
    expect(codes.filter((code) => code === "done")).toHaveLength(50);
    expect(codes.at(-1)).toBe("rate_exceeded");
    pass(1_000);
    expect((await refusal("notes.add", { text: "n" })).code).toBe("done");
  });

  test("what was used is told by the capability's name", async () => {
    const permissions = { blocks: { read: "content", write: ["level"] }, notes: true, events: { emit: ["seen"] } };
    const { call, used } = create({ permissions, projects: ["/work"] });
    await call("notes.add", { text: "n" });
    await call("state.text", { block: "block-1" });
    await call("state.blocks", {});
    await call("blocks.compress", calls["blocks.compress"]);
    await call("events.emit", { event: "seen" });
    expect(used).toEqual([
      "notes",
      "blocks.read:content",
      "blocks.read:metadata",
      "blocks.write:level",
      "events.emit:seen",
    ]);
  });

  test("what fails in the host tells the plugin nothing of it, and the user's log all", async () => {
    const services = {
      note: () => Promise.reject(new Error("EACCES: /home/someone/.secret/db")),
    };
    const { refusal, logged } = create({ permissions: { notes: true }, services });
    const { code, message } = await refusal("notes.add", { text: "n" });
    expect(code).toBe("internal");
    expect(message).not.toContain("/home");
    expect(logged.join()).toContain("/home/someone/.secret/db");
  });

  test("nothing is done for one that has ended, and what was under way ends", async () => {
    let asked = 0;
    const services = {
      note: () => {
        asked += 1;
        return new Promise<void>(() => {});
      },
    };
    const made = create({ permissions: { notes: true }, services });
    void made.refusal("notes.add", { text: "never" });
    made.close();
    expect((await made.refusal("notes.add", { text: "n" })).code).toBe("plugin_gone");
    expect(asked).toBe(1);
  });
});

describe("events", () => {
  const permissions = { events: { emit: ["seen"] } };
  test("are under the plugin's own name, whatever it says", async () => {
    const { call, refusal, asked } = create({ permissions, projects: ["/work"] });
    await call("events.emit", { event: "seen", data: { n: 1 } });
    await call("events.emit", { event: "seen", session: "session-1" });
    expect(asked).toEqual([
      ["emit", "plugin-event", { sessionId: null, plugin: "tidy", name: "tidy/seen", data: { n: 1 } }],
      ["emit", "plugin-event", { sessionId: "session-1", plugin: "tidy", name: "tidy/seen", data: {} }],
    ]);
    for (const event of ["other", "../seen", "tidy/seen", "turn-recorded", "plugin-event", "__proto__"])
      expect((await refusal("events.emit", { event })).code).toBe("permission_denied");
    expect((await refusal("events.emit", { event: "seen", data: { big: "x".repeat(70_000) } })).code).toBe(
      "quota_exceeded",
    );
    expect((await refusal("events.emit", { event: "seen", session: "session-9" })).code).toBe("not_found");
  });

  test("are not told in a project in which the user took that away", async () => {
    const made = create({ permissions, projects: ["/work"] });
    made.grant({}, "/work");
    expect((await made.refusal("events.emit", { event: "seen", session: "session-1" })).code).toBe("permission_denied");
  });
});

describe("secrets and speech", () => {
  test("a secret by a declared name, another plugin's never", async () => {
    const permissions = { secrets: ["KEY"] };
    const { call, refusal, used } = create({ permissions, secrets: { KEY: "k-1", OTHER: "k-2" } });
    expect(await call("secrets.get", { name: "KEY" })).toEqual({ value: "k-1" });
    expect(used).toEqual(["secrets:KEY"]);
    for (const name of ["OTHER", "key", "__proto__", "KEY ", "../other/KEY"]) {
      const { code, message } = await refusal("secrets.get", { name });
      expect(code).toBe("permission_denied");
      expect(message).not.toContain("k-2");
    }
  });

  test("without an engine it is said how to come by one", async () => {
    const { refusal } = create({ permissions: { speech: true } });
    expect((await refusal("speech.transcribe", { audio: "" })).code).toBe("speech_unconfigured");
    const speech = async (audio: Uint8Array) => `${audio.length} bytes`;
    const { call } = create({ permissions: { speech: true }, services: { speech } });
    expect(await call("speech.transcribe", { audio: Buffer.from("RIFF").toString("base64") })).toEqual({
      text: "4 bytes",
    });
  });
});
