import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { splice } from "../../document/splice.ts";
import { dialects } from "../index.ts";
import { documentOf } from "../testing/fixture.ts";
import type { RequestSettings } from "./request-fields.ts";

function set(id: DialectId, body: object | string, settings: RequestSettings) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const document = documentOf(id, new TextEncoder().encode(text));
  const { edits, ...told } = dialects[id].editing.set(document, settings);
  return { ...told, body: Buffer.from(splice(document.bytes, edits)).toString() };
}
const ask = { messages: [{ role: "user", content: "hi" }] };

describe("a field that is there is replaced where it stands, every other byte stays", () => {
  test.each<[DialectId, string, RequestSettings, string]>([
    ["anthropic", `{ "model" : "a", "messages": [] }`, { model: "b" }, `{ "model" : "b", "messages": [] }`],
    ["anthropic", `{"max_tokens":10,"messages":[]}`, { maxOutputTokens: 20 }, `{"max_tokens":20,"messages":[]}`],
    ["openai-chat", `{"max_tokens":10,"messages":[]}`, { maxOutputTokens: 20 }, `{"max_tokens":20,"messages":[]}`],
    [
      "openai-responses",
      `{"input":[],"reasoning":{"summary":"auto","effort":"high"}}`,
      { effort: "low" },
      `{"input":[],"reasoning":{"summary":"auto","effort":"low"}}`,
    ],
    [
      "gemini",
      `{"contents":[],"generation_config":{"top_p":0.5}}`,
      { topP: 0.9 },
      `{"contents":[],"generation_config":{"top_p":0.9}}`,
    ],
  ])("%s %s", (id, body, settings, expected) => {
    expect(set(id, body, settings).body).toBe(expected);
  });
});

describe("a field that is missing is put in front of the others", () => {
  test.each<[DialectId, object, RequestSettings, object]>([
    ["anthropic", ask, { temperature: 0 }, { temperature: 0, ...ask }],
    ["anthropic", { ...ask, output_config: {} }, { effort: "low" }, { ...ask, output_config: { effort: "low" } }],
    ["openai-chat", ask, { maxOutputTokens: 5, topP: 1 }, { max_completion_tokens: 5, top_p: 1, ...ask }],
    [
      "openai-responses",
      { model: "o3", input: "hi" },
      { effort: "low" },
      { reasoning: { effort: "low" }, model: "o3", input: "hi" },
    ],
    ["gemini", { contents: [] }, { topK: 4 }, { generationConfig: { topK: 4 }, contents: [] }],
  ])("%s %j", (id, body, settings, expected) => {
    const { body: said, set: names } = set(id, body, settings);
    expect(JSON.parse(said)).toEqual(expected);
    expect(names).toEqual(Object.keys(settings));
  });
});

describe("what the provider would refuse is left, and told", () => {
  const thinking = { thinking: { type: "enabled", budget_tokens: 2_000 }, ...ask };
  test.each<[DialectId, object, RequestSettings, string]>([
    ["anthropic", thinking, { temperature: 0.2 }, "temperature: not while the model thinks"],
    ["anthropic", thinking, { topK: 3 }, "topK: not while the model thinks"],
    ["anthropic", thinking, { topP: 0.5 }, "topP: while the model thinks from 0.95 on"],
    ["anthropic", thinking, { maxOutputTokens: 2_000 }, "maxOutputTokens: thinking takes 2000 tokens of it"],
    [
      "anthropic",
      { ...ask, top_p: 0.5 },
      { temperature: 0 },
      "temperature: the request sets top_p: only one of the two",
    ],
    ["anthropic", { ...ask, temperature: 0 }, { topP: 1 }, "topP: the request sets temperature: only one of the two"],
    ["anthropic", ask, { effort: "minimal" }, "effort: this API knows low, medium and high"],
    ["openai-chat", ask, { topK: 3 }, "topK: this API has no top_k"],
    [
      "openai-chat",
      { ...ask, model: "openai/gpt-5-mini" },
      { temperature: 0 },
      "temperature: not for a model that reasons",
    ],
    ["openai-chat", { ...ask, model: "gpt-4o" }, { effort: "low" }, "effort: only for a model that reasons"],
    ["openai-responses", { input: "x", reasoning: {} }, { topP: 0 }, "topP: not for a model that reasons"],
    ["gemini", { contents: [] }, { model: "m" }, "model: Gemini names the model in the address of the request"],
    ["gemini", { contents: [], generation_config: {} }, { topK: 1 }, "topK: its generation_config does not set it"],
  ])("%s %j %j", (id, body, settings, reason) => {
    const result = set(id, body, settings);
    expect(result).toEqual({ set: [], refused: [reason], body: JSON.stringify(body) });
  });

  test("the others are set all the same", () => {
    const { body, refused } = set(
      "anthropic",
      { max_tokens: 5_000, ...thinking },
      { temperature: 0, maxOutputTokens: 9_000 },
    );
    expect(JSON.parse(body)).toEqual({ ...thinking, max_tokens: 9_000 });
    expect(refused).toHaveLength(1);
  });

  test("a thinking that is switched off forbids nothing; thinking takes top_p from 0.95", () => {
    const off = set("anthropic", { thinking: { type: "disabled" }, ...ask }, { temperature: 0 });
    expect(off.refused).toEqual([]);
    expect(set("anthropic", thinking, { topP: 0.95 }).set).toEqual(["topP"]);
  });
});

test("a member that is no object is replaced as a whole", () => {
  expect(JSON.parse(set("openai-responses", { reasoning: null, input: "x" }, { effort: "high" }).body)).toEqual({
    reasoning: { effort: "high" },
    input: "x",
  });
});
