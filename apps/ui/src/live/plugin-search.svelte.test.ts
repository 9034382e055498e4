import "../testing/runes.ts";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { PluginSearch } from "./plugin-search.svelte.ts";

test("registries are asked for the words alone; what could not be asked is told beside what was found", async () => {
  const asked: string[] = [];
  const search = new PluginSearch({
    search: async (words) => {
      asked.push(words);
      return { results: [], troubles: [{ registry: "team", reason: "no answer" }] };
    },
  });
  const asking = search.ask("  test staging ");
  expect([search.busy, search.asked]).toEqual([true, "test staging"]);
  await asking;
  expect([search.busy, asked, search.found.value?.troubles.length]).toEqual([false, ["test staging"], 1]);
});

test("a refusal is told, and it can be asked again", async () => {
  const search = new PluginSearch({ search: refusal(503, "No registry") });
  await search.ask("x");
  expect([search.found.trouble, search.busy]).toEqual(["No registry", false]);
});
