import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Router } from "./router.svelte.ts";

function setUp(start: string) {
  const written: [string, string][] = [];
  let search = start;
  const router = new Router({
    search: () => search,
    write: (next, how) => {
      search = next;
      written.push([next, how]);
    },
  });
  return {
    router,
    written,
    back: (to: string) => {
      search = to;
      router.read();
    },
  };
}

test("starts at the URL and follows Back", () => {
  const { router, back } = setUp("?session=a&zone=middle");
  expect(router.place).toMatchObject({ session: "a", zone: "middle" });
  back("?session=b");
  expect(router.place).toMatchObject({ session: "b", zone: undefined });
});

test("going somewhere writes the URL, with or without a new entry", () => {
  const { router, written } = setUp("?session=a");
  router.go({ block: "block-1", open: true });
  router.go({ text: "date" }, "replace");
  expect(written).toEqual([
    ["?session=a&block=block-1&open=1", "push"],
    ["?session=a&q=date&block=block-1&open=1", "replace"],
  ]);
});

test("going where one is writes nothing", () => {
  const { router, written } = setUp("?session=a");
  router.go({ session: "a" });
  expect(written).toEqual([]);
});

test("clearing the block closes its sheet too", () => {
  const { router } = setUp("?block=block-1&open=1");
  router.go({ block: undefined });
  expect(router.place.open).toBeUndefined();
});
