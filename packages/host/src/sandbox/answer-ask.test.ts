import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { answerAsk } from "./answer-ask.ts";

const ask = (input: string, capability: (name: string, input: unknown) => Promise<null | object>) =>
  answerAsk(async (name, json) => (await capability(name, json)) as null, {
    type: "ask",
    ask: 7,
    capability: "fs.read\n",
    input,
  });

test("what the host says, as JSON", async () => {
  const answer = await ask('{"path":"a"}', async (name, input) => ({ name, input }));
  expect(answer).toEqual({ type: "answer", ask: 7, ok: true, json: '{"name":"fs.read\\n","input":{"path":"a"}}' });
});

test("a refusal of the catalogue with its code and words", async () => {
  const answer = await ask("null", async () => {
    throw new ApertureError("permission_denied", { plugin: "guest", capability: "fs" });
  });
  expect(answer).toMatchObject({ ok: false });
  expect(JSON.parse(answer.json)).toEqual({
    code: "permission_denied",
    message: "guest may not do this: it needs the permission fs",
  });
});

test("nothing of what else went wrong in the host, nor of a question that is no JSON", async () => {
  const broken = await ask("null", async () => {
    throw new Error("connect ECONNREFUSED 10.1.2.3:5432");
  });
  for (const answer of [broken, await ask("{", async () => null)])
    expect(JSON.parse(answer.json)).toEqual({ code: "plugin_failed", message: "fs.read could not be done" });
});
