import { StageFigures } from "@aperture/sdk";
import { expect, test } from "vitest";
import { Figures } from "./figures.ts";
import { Samples } from "./samples.ts";

test("nothing measured yet is no figure", () => {
  expect(new Figures("after_zone").shown()).toEqual({
    hook: "after_zone",
    calls: 0,
    filtered: 0,
    failures: 0,
    p50: null,
    p95: null,
    guestP50: null,
  });
});

test("counts calls, failures among them, and what was filtered beside them", () => {
  const figures = new Figures("after_zone");
  for (let ms = 1; ms <= 100; ms++) figures.called(ms, ms / 2);
  figures.failed(1_000);
  figures.filtered();
  const shown = figures.shown();
  expect(shown).toMatchObject({ calls: 101, failures: 1, filtered: 1, p50: 51, guestP50: 25.5 });
  expect(shown.p95).toBeGreaterThanOrEqual(95);
  expect(StageFigures.parse(shown)).toEqual(shown);
});

test("only the newest measurements count", () => {
  const samples = new Samples(10);
  for (let ms = 1; ms <= 1_000; ms++) samples.add(ms);
  expect([samples.quantile(0), samples.quantile(0.5), samples.quantile(1)]).toEqual([991, 996, 1_000]);
});
