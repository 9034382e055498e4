import "../testing/runes.ts";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { PluginSecrets, type SecretsClient } from "./plugin-secrets.svelte.ts";

function setUp(change: Partial<SecretsClient> = {}) {
  const kept = new Map<string, string>();
  const answer = async () => ({ secrets: [{ name: "API_KEY", set: kept.has("API_KEY") }] });
  const client: SecretsClient = {
    secrets: answer,
    setSecret: async (_, name, value) => {
      kept.set(name, value);
      return answer();
    },
    removeSecret: async (_, name) => {
      kept.delete(name);
      return answer();
    },
    ...change,
  };
  return { secrets: new PluginSecrets(client, "notes"), kept };
}

test("a value goes in, that it is set comes back, and it can be taken away", async () => {
  const { secrets, kept } = setUp();
  await secrets.load();
  expect(secrets.list.value?.secrets).toEqual([{ name: "API_KEY", set: false }]);
  expect(await secrets.set("API_KEY", "hidden value")).toBe(true);
  expect(kept.get("API_KEY")).toBe("hidden value");
  expect(JSON.stringify(secrets)).not.toContain("hidden value");
  expect(secrets.list.value?.secrets).toEqual([{ name: "API_KEY", set: true }]);
  await secrets.unset("API_KEY");
  expect(secrets.list.value?.secrets).toEqual([{ name: "API_KEY", set: false }]);
});

test("an empty value is none", async () => {
  const { secrets, kept } = setUp();
  expect(await secrets.set("API_KEY", "")).toBe(false);
  expect(kept.size).toBe(0);
});

test("a refusal is told", async () => {
  const { secrets } = setUp({ setSecret: refusal(404, "There is no secret API_KEY") });
  expect(await secrets.set("API_KEY", "x")).toBe(false);
  expect(secrets.deed.trouble).toBe("There is no secret API_KEY");
});
