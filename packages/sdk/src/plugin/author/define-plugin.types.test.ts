import { expect, test } from "vitest";
import { definePlugin, type PipelinePlugin } from "../../plugin.ts";
import { imported } from "./testing/imported.ts";

// What must not compile stands behind @ts-expect-error: `tsc -b tests` fails when it does compile.

const base = { name: "typed", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "plugin.js" } as const;

test("a literal manifest gives exactly what it declares", () => {
  const plugin = definePlugin(
    {
      ...base,
      stages: [{ at: "before_parse" }, { at: "after_zone", onError: "block" }, { at: "on_response" }],
      permissions: {
        blocks: { read: "content", write: ["level", "pin"] },
        request: ["model"],
        events: { emit: ["seen"], on: ["turn-recorded", "other/told"] },
        secrets: ["PUSH_TOKEN"],
        net: ["localhost:9091"],
        storage: "1mb",
        panel: true,
      },
      config: {
        type: "object",
        properties: {
          most: { type: "integer", default: 5 },
          word: { type: "string" },
          mode: { enum: ["fast", "slow"], default: "fast" },
          tools: { type: "array", items: { type: "string" }, default: [] },
          inner: { type: "object", properties: { on: { type: "boolean", default: true } }, default: {} },
        },
      },
    },
    {
      stages: {
        before_parse(blocks, ctx) {
          ctx.request.set({ model: "small" });
          // @ts-expect-error sampling is not declared
          ctx.request.set({ sampling: { temperature: 0 } });
          const count: number = blocks.length;
          return void count;
        },
        after_zone(blocks, ctx) {
          blocks.where({ role: "tool_result", minTokens: ctx.config.most }).level("trimmed", "long").pin("top");
          for (const block of blocks) {
            block.toLevel("minimal");
            const text: string = block.text;
            ctx.text.replace(block, /a+/g, text).toString();
            // @ts-expect-error remove is not declared
            block.remove();
          }
          ctx.refuse("no");
          ctx.emit("seen", { count: 1 });
          const mode: "fast" | "slow" = ctx.config.mode;
          const word: string | undefined = ctx.config.word;
          const tools: readonly string[] = ctx.config.tools;
          const on: boolean = ctx.config.inner.on;
          void [mode, word, tools, on];
          // @ts-expect-error content is not declared
          blocks.content("x");
          // @ts-expect-error insert is not declared
          blocks.insert({ behind: "tail", text: "x", key: "k" });
          // @ts-expect-error no such level
          blocks.level("tiny");
          // @ts-expect-error no such field of a selector
          blocks.where({ tool: "Bash" });
          // @ts-expect-error no such event
          ctx.emit("heard");
          // @ts-expect-error staging is not declared
          ctx.stage({ key: "k", text: "t" });
          // @ts-expect-error notes are not declared
          ctx.note("x");
          // @ts-expect-error only before_parse changes the request
          ctx.request.set({ model: "small" });
          // @ts-expect-error what takes time belongs into a task
          ctx.net;
          // @ts-expect-error no such setting
          ctx.config.least;
        },
        async on_response(answer, ctx) {
          const tokens: number = answer.blocks[0]!.length + (answer.usage?.output ?? 0) + ctx.request.turn;
          ctx.storage.set("tokens", tokens);
          // @ts-expect-error it has left already
          ctx.refuse("late");
        },
      },
      on: {
        async "turn-recorded"(event, ctx) {
          const number: number = event.data.number;
          await ctx.net.fetch("http://localhost:9091/", { method: "POST", body: String(number) });
          const token: string | null = await ctx.secrets.get("PUSH_TOKEN");
          await ctx.emit("seen", { token: token !== null });
          await ctx.blocks.compress({ ids: ["block-1"], level: "trimmed" });
          // @ts-expect-error another secret
          await ctx.secrets.get("OTHER");
          // @ts-expect-error removing is not declared
          await ctx.blocks.remove({ ids: ["block-1"] });
          // @ts-expect-error files are not declared
          await ctx.fs.read("a");
          // @ts-expect-error history is not declared
          await ctx.history.log();
          // @ts-expect-error a plugin forces nothing
          await ctx.blocks.compress({ ids: ["block-1"], level: "trimmed", apply: "now" });
        },
        "other/told"(event) {
          event.data.anything;
        },
      },
      uiPanel: async (ctx) => ({
        title: "Typed",
        nodes: [{ kind: "text", text: await ctx.state.text("block-1") }],
      }),
      actions: { reset: (input, ctx) => ctx.storage.delete(String(input.key)) },
    },
  );
  expect(Object.keys(plugin.stages)).toEqual(["before_parse", "after_zone", "on_response"]);
});

test("what is not declared cannot be handled, and what is declared must be", () => {
  // @ts-expect-error no schedule is declared
  definePlugin(base, { schedule() {} });
  // @ts-expect-error no panel is declared
  definePlugin(base, { uiPanel: () => null });
  // @ts-expect-error it answers no requests
  definePlugin(base, { serve: () => "" });
  // @ts-expect-error no events are declared
  definePlugin(base, { on: { "turn-recorded"() {} } });
  // @ts-expect-error no stages are declared
  definePlugin(base, { stages: { after_zone() {} } });
  // @ts-expect-error the declared stage is missing
  definePlugin({ ...base, stages: [{ at: "after_zone" }] }, {});
  // @ts-expect-error the declared schedule is missing
  definePlugin({ ...base, permissions: { schedule: "1m" } }, {});
  definePlugin(
    { ...base, stages: [{ at: "after_zone" }, { at: "after_budget" }] },
    {
      stages: {
        after_zone(blocks, ctx) {
          // @ts-expect-error without the permission there are no blocks
          blocks.where({});
          // @ts-expect-error there is no storage
          ctx.storage.get("x");
          // @ts-expect-error the stage does not protect
          ctx.refuse("no");
        },
        after_budget() {},
        // @ts-expect-error another stage
        after_reorder() {},
      },
    },
  );
  definePlugin(
    { ...base, stages: [{ at: "after_zone" }], permissions: { blocks: {} } },
    {
      stages: {
        after_zone(blocks, ctx) {
          // @ts-expect-error only metadata
          blocks.first?.text;
          // @ts-expect-error only metadata
          ctx.text.count(blocks.at(0)!, "x");
          ctx.text.count("a string", "x");
          // @ts-expect-error only metadata
          blocks.containing("x");
          // @ts-expect-error nothing may be written
          blocks.level("trimmed");
        },
      },
    },
  );
  definePlugin(
    { ...base, permissions: { fs: { read: ["$PROJECT/**"], watch: true } } },
    { on: { "fs-changed": async (event, ctx) => void (await ctx.fs.read(event.data.paths[0]!)) } },
  );
  expect(base.name).toBe("typed");
});

test("every field that may be written, together", () => {
  const plugin = definePlugin(
    {
      ...base,
      stages: [{ at: "after_zone" }],
      permissions: {
        blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
      },
    },
    {
      stages: {
        after_zone(blocks) {
          const one = blocks
            .containing(/x/)
            .zone("middle")
            .pin()
            .level("minimal")
            .content("y")
            .remove()
            .redact("1234").first;
          one?.toZone("middle");
          one?.pin(null);
          one?.toLevel("original");
          one?.content("z");
          one?.remove();
          one?.redact("1234");
          blocks.insert({ behind: one ?? "tail", text: "t", key: "k" });
          // @ts-expect-error one block puts in nothing
          one?.insert({ behind: "tail", text: "t", key: "k" });
        },
      },
    },
  );
  expect(plugin.stages.after_zone).toBeTypeOf("function");
});

test("an imported manifest gives what its keys declare", () => {
  const plugin = definePlugin(imported, {
    stages: {
      after_zone(blocks, ctx) {
        const most: number = ctx.config.most;
        blocks.where({ minTokens: most }).level("trimmed");
        blocks.first?.text.slice();
        ctx.storage.keys();
        ctx.refuse("it protects");
        // @ts-expect-error no key `notes`
        ctx.note("x");
        // @ts-expect-error no key `request`
        ctx.request.set({ model: "small" });
      },
    },
    on: {
      "turn-recorded"(event, ctx) {
        const number: number = event.data.number;
        ctx.log.info(number);
        // @ts-expect-error no key `net`
        ctx.net;
        // @ts-expect-error no key `emit`
        ctx.emit("x");
      },
    },
  });
  // @ts-expect-error no key `schedule`
  definePlugin(imported, { stages: {}, schedule() {} });
  expect(plugin.manifest.name).toBe("imported");
});

test("the trait takes its types from a manifest's type", () => {
  const trait: PipelinePlugin<typeof imported, "after_zone"> = {
    name: "trait",
    version: "1.0.0",
    stage: "after_zone",
    process(blocks, config, ctx) {
      blocks.where({ role: "tool_result" }).level("trimmed");
      ctx.log.debug(config.most);
      // @ts-expect-error no key `notes`
      ctx.note("x");
    },
  };
  expect(trait.stage).toBe("after_zone");
});
