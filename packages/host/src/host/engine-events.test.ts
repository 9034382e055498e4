import { rm } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { TaskCall } from "../border/calls.ts";
import { type ManifestFields, pluginFolder } from "./testing/plugin-folder.ts";
import { type TestHost, testHost } from "./testing/test-host.ts";

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

async function listening(...plugins: ManifestFields[]) {
  const heard: string[] = [];
  const at = await testHost({
    behaviour: {
      async task(call: TaskCall, { plugin }) {
        heard.push(`${plugin.id} ${call.kind === "event" ? call.type : call.kind}`);
        return null;
      },
      handlers: { schedule: true },
    },
  });
  onTestFinished(() => at[Symbol.asyncDispose]());
  for (const fields of plugins) {
    const folder = await pluginFolder(fields);
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await at.host.install({ path: folder, grant: "all" });
  }
  return { at, heard };
}
const used = (at: TestHost, id: string): string[] =>
  at.host
    .info(id)
    .capabilities.filter((each) => each.used)
    .map(({ capability }) => capability);

test("who asked for it hears of it, nobody else", async () => {
  const { at, heard } = await listening(
    { name: "one", permissions: { events: { on: ["turn-recorded"] } } },
    { name: "two", permissions: { events: { on: ["cache-missed"] } } },
    { name: "three" },
  );
  at.services.happen("turn-recorded", {});
  await vi.waitFor(() => expect(heard).toEqual(["one turn-recorded"]));
  expect([used(at, "one"), used(at, "two")]).toEqual([["events.on:turn-recorded"], []]);
});

test("plugins hear each other by name, and never themselves", async () => {
  const on = ["one/done", "two/done"];
  const { at, heard } = await listening(
    { name: "one", permissions: { events: { on } } },
    { name: "two", permissions: { events: { on } } },
  );
  at.services.happen("plugin-event", { sessionId: null, plugin: "one", name: "one/done", data: {} });
  await vi.waitFor(() => expect(heard).toEqual(["two one/done"]));
});

test("disabled or removed, it hears nothing; the host listens once, and leaves", async () => {
  const { at, heard } = await listening({ permissions: { events: { on: ["turn-recorded"] } } });
  expect(at.services.listeners()).toBe(1);
  await at.host.disable("tidy");
  at.services.happen("turn-recorded", {});
  await settle();
  expect(heard).toEqual([]);
  await at.host.close();
  expect(at.services.listeners()).toBe(0);
});

test("a flood is cut: the newest are kept, and the log says how many were dropped", async () => {
  const { at, heard } = await listening({ permissions: { events: { on: ["turn-recorded"] } } });
  const hanging = Promise.withResolvers<null>();
  at.runners.behaviour.task = () => hanging.promise;
  for (let event = 0; event < 1_000; event++) at.services.happen("turn-recorded", { event });
  at.runners.behaviour.task = async () => {
    heard.push("one");
    return null;
  };
  hanging.resolve(null);
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(30));
  expect(heard.length).toBeLessThanOrEqual(200);
  expect(at.host.logs("tidy", 10).map(({ message }) => message)).toContainEqual(
    expect.stringContaining("799 events were dropped"),
  );
});

test("an event that fails is told and logged, and does not quarantine", async () => {
  const { at } = await listening({ permissions: { events: { on: ["turn-recorded"] } } });
  at.runners.behaviour.task = () => Promise.reject(new Error("the server is down"));
  for (let event = 0; event < 5; event++) at.services.happen("turn-recorded", {});
  await vi.waitFor(() => expect(at.services.told.filter(({ type }) => type === "plugin-failed")).toHaveLength(5));
  expect(at.host.info("tidy")).toMatchObject({ state: "running", strikes: 0 });
  expect(at.host.logs("tidy", 1)[0]!.message).toContain("the server is down");
});

test("a schedule runs in the background, and ends with its plugin", async () => {
  const { at, heard } = await listening({ name: "other" });
  const folder = await pluginFolder({ permissions: { schedule: "1s" } });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await at.host.install({ path: folder, grant: "all" });
  await vi.waitFor(() => expect(heard).toEqual(["tidy schedule"]), { timeout: 5_000 });
  expect(used(at, "tidy")).toEqual(["schedule:1s"]);
  await at.host.disable("tidy");
});
