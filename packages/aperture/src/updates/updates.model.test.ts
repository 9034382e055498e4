import { ApertureError } from "@aperture/sdk";
import fc from "fast-check";
import { gt, inc } from "semver";
import { expect, test } from "vitest";
import { isUnderWay } from "./phases.ts";
import { type UpdatesWorld, updatesWorld } from "./testing/updates-world.ts";

const steps = [
  "publish",
  "publish a broken one",
  "publish one that fails",
  "check",
  "start",
  "start with a shadow",
  "start and hang up",
  "request",
  "five requests",
  "crash",
  "roll back",
  "pin",
  "unpin",
  "disable",
  "enable",
  "time passes",
  "restart",
  "restart under way",
  "safe",
  "notify",
] as const;

/** What may be said at any time: somebody asked for what is not possible just now. */
const allowed = /^plugin_(?:pinned|update_refused|no_previous|state|gone|failed)$/;

class Model {
  readonly world: UpdatesWorld = updatesWorld();
  readonly failing = new Set<string>();
  readonly broken = new Set<string>();
  newest = "1.0.0";
  isWanted = true;

  async begin(): Promise<void> {
    this.behave();
    await this.world.install("1.0.0");
  }

  behave(): void {
    this.world.answers = (version) => (this.failing.has(version) ? new Error("it fails") : []);
    this.world.runners.behaviour.start = async ({ plugin }) => {
      if (this.broken.has(plugin.manifest.version)) throw new Error("it does not start");
    };
  }

  publish(kind: "minor" | "patch"): string {
    this.newest = inc(this.newest, kind)!;
    this.world.offer(this.newest);
    return this.newest;
  }

  async step(name: (typeof steps)[number]): Promise<void> {
    const { world } = this;
    switch (name) {
      case "publish":
        return void this.publish("minor");
      case "publish a broken one":
        return void this.broken.add(this.publish("patch"));
      case "publish one that fails":
        return void this.failing.add(this.publish("minor"));
      case "check":
        return void (await world.updates.check());
      case "start":
        return void (await world.updates.start("tidy", {}));
      case "start with a shadow": {
        const started = world.updates.start("tidy", { shadow: 2 });
        started.catch(() => {});
        await this.until(() => world.phase() === "shadowing", started);
        await world.requests(3);
        if (world.phase() === "shadowing") world.pass(11 * 60_000);
        return void (await started);
      }
      case "start and hang up": {
        const hangUp = new AbortController();
        const started = world.updates.start("tidy", { shadow: 5 }, hangUp.signal);
        hangUp.abort(new ApertureError("plugin_gone", { plugin: "tidy" }));
        return void (await started);
      }
      case "request":
        return void (await world.request());
      case "five requests":
        return void (await world.requests(5));
      case "crash":
        return world.runners.crash("plugin_gone");
      case "roll back":
        return void (await world.host.rollback("tidy"));
      case "pin":
      case "unpin":
        return void world.host.pin("tidy", name === "pin");
      case "disable":
        this.isWanted = false;
        return void (await world.host.disable("tidy"));
      case "enable":
        this.isWanted = true;
        return void (await world.host.enable("tidy"));
      case "time passes":
        return world.pass(6 * 60_000);
      case "restart":
      case "restart under way": {
        if (name === "restart under way") world.updates.start("tidy", { shadow: 3 }).catch(() => {});
        await world.restart();
        return this.behave();
      }
      case "safe":
      case "notify":
        world.policy = name;
        return;
    }
  }

  async until(isSo: () => boolean, over: Promise<unknown>): Promise<void> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    over.then(end, end);
    await expect.poll(() => isSo() || isOver, { timeout: 10_000, interval: 2 }).toBe(true);
  }

  /** Either the old version or the new one, never neither and never both. */
  async check(): Promise<void> {
    const { world } = this;
    const settled = () => {
      const { state } = world.host.info("tidy");
      return this.isWanted
        ? state === "running" || state === "quarantined"
        : state === "disabled" || state === "quarantined";
    };
    await expect.poll(settled, { timeout: 10_000, interval: 2 }).toBe(true);
    const record = world.host.record("tidy");
    const info = world.host.info("tidy");
    expect(world.store.plugins.get("tidy")?.version).toBe(record.version);
    if (info.state === "running") {
      const versions = [...world.runners.running].map(({ plugin }) => plugin.manifest.version);
      expect(versions).toContain(record.version);
    }
    // The files of both are there: whichever is wanted can be run.
    const audit = await world.host.audit();
    expect(audit.findings.filter(({ code }) => code === "changed-files")).toEqual([]);
    const [update] = world.updates.list().updates;
    if (!update) return;
    if (update.phase === "watching") expect(record.version).toBe(update.version);
    if (update.phase === "proving" || update.phase === "shadowing") expect(record.version).toBe(update.installed);
    if (!isUnderWay(update.phase) && update.phase !== "done" && update.phase !== "rolled-back")
      expect(gt(update.version, update.installed)).toBe(true);
    // What does not start was never taken.
    expect(this.broken.has(record.version)).toBe(false);
  }
}

test("whatever is done in whatever order, and however often it is begun anew: the old version or the new one", {
  timeout: 240_000,
}, async () => {
  const runs = process.env.APERTURE_DEEP === "1" ? 150 : 12;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 5, maxLength: 16 }), async (names) => {
      const model = new Model();
      try {
        await model.begin();
        for (const name of names) {
          await model.step(name).catch((error: unknown) => {
            if (!ApertureError.is(error) || !allowed.test(error.code)) throw error;
          });
          await model.check();
        }
      } finally {
        await model.world.close();
      }
    }),
    { numRuns: runs },
  );
});
