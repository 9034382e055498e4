import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

type News = { answers: number; alerts: string[] };
const nothing: News = { answers: 0, alerts: [] };

export default definePlugin(manifest, {
  on: {
    "turn-recorded"(_, ctx) {
      const news = (ctx.storage.get("news") ?? nothing) as News;
      ctx.storage.set("news", { ...news, answers: news.answers + 1 });
    },
    "budget-alert"({ data }, ctx) {
      const news = (ctx.storage.get("news") ?? nothing) as News;
      const alert = `${data.sessionId}: ${data.tokens} of ${data.limit} tokens`;
      ctx.storage.set("news", { ...news, alerts: [...news.alerts, alert].slice(-20) });
    },
  },

  async schedule(ctx) {
    const news = ctx.storage.get("news");
    if (news === undefined) return;
    const token = await ctx.secrets.get("WEBHOOK_TOKEN");
    const { status } = await ctx.net.fetch(`https://hooks.example.com${ctx.config.path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(news),
    });
    // What was not taken is told again with the next.
    if (status < 300) ctx.storage.delete("news");
    else ctx.log.warn(`the webhook answered ${status}`);
  },
});
