// What plugin-api-1.ts asks of a guest, for the runtimes js and native; tests/fixtures/plugins-wasm/conformance.c is the same for wasm.

const hold = [];

const stages = {
  operations(blocks, ctx) {
    const block = blocks.first;
    block.toZone("recency", "because");
    block.pin("top");
    block.pin(null);
    block.toLevel("trimmed");
    block.content("new ★ text", "because");
    block.redact("secret");
    block.remove();
    blocks.insert({ behind: block, key: "k1", text: "behind it" });
    blocks.insert({ behind: "tail", key: "k2", text: "at the tail" });
    blocks.insert({ behind: "system", key: "k3", text: "at the system prompt" });
    ctx.stage({ key: "s1", text: "staged", zone: "middle", priority: 5, tokenCap: 100 });
    ctx.stage({ key: "s2", text: "staged as usual" });
    ctx.unstage("s3");
    ctx.note("of a block", block);
    ctx.note("of the session");
    ctx.emit("found", { n: 1 });
  },
  describe(blocks, ctx) {
    const roles = ["system", "user", "assistant", "tool_use", "tool_result", "thinking", "image", "other"];
    const zones = ["primacy", "middle", "recency"];
    const levels = ["original", "trimmed", "summarized", "minimal"];
    const names = ["isEditable", "isError", "isPending", "isFree", "isNew", "isReadable", "isWritable"];
    for (const block of blocks) {
      const flags = names.reduce((sum, name, bit) => sum + (block[name] ? 2 ** bit : 0), 0);
      const place = [roles.indexOf(block.role), zones.indexOf(block.zone), levels.indexOf(block.level)];
      const pin = [null, "top", "bottom"].indexOf(block.pinned);
      const figures = [block.tokens, block.originalTokens, block.firstTurn, block.textLength];
      const strings = [block.kind, block.toolName, block.toolId, block.origin, block.filePaths.join("\n")];
      ctx.note(`${[block.n, ...place, pin, flags, ...figures, ...strings].join("|")}|`, block);
    }
  },
  read(blocks, ctx) {
    for (const block of blocks) ctx.note(textOf(block), block);
  },
  search(blocks, ctx) {
    for (const block of blocks) {
      ctx.note(String(ctx.text.count(block, /a+/)), block);
      block.content(ctx.text.replace(block, /(a)(a*)/g, "<$1:$&>"));
    }
  },
  even(blocks) {
    blocks.filter((block) => block.n % 2 === 0).level("minimal");
  },
  keep(_, ctx) {
    attempt(ctx, "permission_denied", "denied", () => {
      const count = (ctx.storage.get("count") ?? 0) + 1;
      ctx.storage.set("count", count);
      ctx.note(String(count));
    });
  },
  quota(_, ctx) {
    attempt(ctx, "quota_exceeded", "quota", () => {
      ctx.storage.set("big", "x".repeat(99_998));
      ctx.note("kept");
    });
  },
  log(_, ctx) {
    ctx.log.debug("one");
    ctx.log.info("two");
    ctx.log.warn("three");
    ctx.log.error("four\nlines");
    for (let i = 0; i < 200; i++) ctx.log.info("more");
  },
  "keep and fail"(_, ctx) {
    ctx.storage.set("count", 99);
    throw new Error("no luck");
  },
  "wish and fail"(blocks) {
    blocks.first.remove();
    throw new Error("no luck");
  },
  loop() {
    for (;;);
  },
  flood(blocks) {
    blocks.first.content("x".repeat(300_000));
  },
  "flood of items"(_, ctx) {
    for (let i = 0; i < 20_000; i++) ctx.note("again");
  },
  memory() {
    for (;;) hold.push(new Uint8Array(1 << 16).fill(1));
  },
  count(blocks, ctx) {
    ctx.note(String(blocks.length));
  },
  nothing() {},
};

function attempt(ctx, code, word, run) {
  try {
    run();
  } catch (error) {
    if (error.code !== code) throw error;
    ctx.note(word);
  }
}

function textOf(block) {
  try {
    return block.text;
  } catch (error) {
    if (error.code !== "permission_denied") throw error;
    return "denied";
  }
}

let log;

export default {
  stages: {
    before_parse(_, ctx) {
      if (ctx.request.model !== "model-1") return;
      ctx.request.set({ model: "model-2", reason: "cheaper" });
      ctx.request.set({ sampling: { temperature: 0.5, effort: "low" } });
    },
    after_zone(blocks, ctx) {
      log = ctx.log;
      stages[ctx.config.do](blocks, ctx);
    },
    before_emit(_, ctx) {
      ctx.refuse("it must not leave");
    },
  },
  on: {
    "turn-recorded"(event, ctx) {
      ctx.log.info(event.data.turn === 7 ? "turn 7" : "another turn");
    },
  },
  actions: {
    echo: (input) => input,
    async ask(_, ctx) {
      try {
        return { answer: await ctx.state.cache() };
      } catch (error) {
        return { refused: { code: error.code, message: error.message } };
      }
    },
    fail() {
      throw new Error("no luck");
    },
  },
  schedule(ctx) {
    ctx.storage.set("ran", true);
  },
  uiPanel: () => ({ title: "Panel" }),
  dispose() {
    log?.info("bye");
  },
};
