import "../testing/runes.ts";
import type { LibraryItem, Problem, WriteLibraryItem } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { sampleLibraryItem } from "../testing/sample-library.ts";
import { LibraryText } from "./library-text.svelte.ts";

const refused = (code: string, errors: Problem["errors"] = []) =>
  Promise.reject(
    new ApiError({ type: "about:blank", title: "no", status: 422, code, detail: `${code} it is`, errors }),
  );

function setUp(write: (input: WriteLibraryItem) => Promise<LibraryItem>) {
  const sent: WriteLibraryItem[] = [];
  const text = new LibraryText(
    {
      write: (_kind, _name, input) => {
        sent.push(input);
        return write(input);
      },
      get: async () => sampleLibraryItem({ text: "theirs\n", etag: "etag-9" }),
    },
    "preset",
    "calm",
  );
  text.take(sampleLibraryItem());
  return { text, sent };
}
const saved = async ({ text }: WriteLibraryItem) => sampleLibraryItem({ text, etag: "etag-2" });

test("it is written with the etag that was read, and is then what is saved", async () => {
  const { text, sent } = setUp(saved);
  expect(text.isChanged).toBe(false);
  text.text += "mode: auto\n";
  expect(text.isChanged).toBe(true);
  expect(await text.save()).toBe(true);
  expect(sent).toEqual([{ text: "kind: preset\nname: calm\nmode: auto\n", etag: "etag-1" }]);
  expect([text.isChanged, text.said]).toEqual([false, "saved"]);
  await text.save();
  expect(sent[1]?.etag).toBe("etag-2");
});

test("what is wrong stands at its line, the first one first; what was written stays", async () => {
  const { text } = setUp(() =>
    refused("library_invalid", [
      {
        detail: "no such mode",
        file: "calm.yml",
        line: 7,
        column: 3,
        pointer: "/mode",
        allowed: "auto",
        nearest: "auto",
      },
      { detail: "no key", file: "calm.yml", line: 2, column: 1 },
    ]),
  );
  text.text = "mode: atuo\n";
  expect(await text.save()).toBe(false);
  expect(text.problems.map(({ line, reason, nearest }) => [line, reason, nearest])).toEqual([
    [2, "no key", null],
    [7, "no such mode", "auto"],
  ]);
  expect([text.text, text.trouble, text.isOverwritten]).toEqual(["mode: atuo\n", undefined, false]);
  expect([text.isRefused, text.isChecked]).toEqual([true, true]);
});

test("somebody else's writing is not written over; theirs can be taken", async () => {
  const { text } = setUp(() => refused("library_changed"));
  text.text = "mine\n";
  expect(await text.save()).toBe(false);
  expect([text.isOverwritten, text.trouble, text.text]).toEqual([true, "library_changed it is", "mine\n"]);
  await text.discard();
  expect([text.text, text.isChanged, text.isOverwritten]).toEqual(["theirs\n", false, false]);
});

test("a newer file is taken where nothing is being written, and told where something is", () => {
  const { text } = setUp(saved);
  text.take(sampleLibraryItem({ text: "newer\n", etag: "etag-5" }));
  expect(text.text).toBe("newer\n");
  text.text = "mine\n";
  text.take(sampleLibraryItem({ text: "newest\n", etag: "etag-6" }));
  expect([text.text, text.isOverwritten]).toEqual(["mine\n", true]);
});

test("what is typed while it is saved is not lost", async () => {
  const { text } = setUp(async (input) => {
    text.text = `${input.text}# more\n`;
    return saved(input);
  });
  text.text = "mode: auto\n";
  await text.save();
  expect([text.text, text.isChanged]).toEqual(["mode: auto\n# more\n", true]);
});

test("what is typed is checked without being written, unknown keys with it; of an older text nothing is shown", async () => {
  const place = { file: "calm.yml", line: 3, column: 1, pointer: "", reason: "no", allowed: null, nearest: null };
  const answers: ((item: LibraryItem) => void)[] = [];
  const { text, sent } = setUp(() => new Promise((resolve) => answers.push(resolve)));
  expect(text.isChecked).toBe(true);
  text.text = "mode: a\n";
  const early = text.check();
  text.text = "mode: atuo\n";
  const late = text.check();
  expect(text.isChecked).toBe(false);
  answers[1]!(sampleLibraryItem({ problems: [place], trouble: place, warnings: [{ ...place, line: 4 }] }));
  await late;
  answers[0]!(sampleLibraryItem({ problems: [] }));
  await early;
  expect(sent.map(({ dryRun, etag }) => [dryRun, etag])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
  expect([text.problems, text.warnings.map(({ line }) => line)]).toEqual([[place], [4]]);
  expect([text.isChecked, text.isChanged, text.isRefused, text.text]).toEqual([true, true, false, "mode: atuo\n"]);
  // A chain that is broken elsewhere is no problem of the text, and keeps it from being used all the same.
  text.text = "extends: gone\n";
  const last = text.check();
  answers[2]!(sampleLibraryItem({ problems: [], trouble: { ...place, line: 1 } }));
  await last;
  expect(text.problems.map(({ line }) => line)).toEqual([1]);
});

test("where it cannot be checked it is not asked again and again; saving says why", async () => {
  const { text, sent } = setUp(() => refused("token_required"));
  text.text = "mine\n";
  await text.check();
  expect([text.isChecked, text.trouble, text.problems]).toEqual([true, undefined, []]);
  await text.save();
  expect([text.trouble, sent.length]).toEqual(["token_required it is", 2]);
});

test("a file that cannot be used shows why at once, and its unknown keys", () => {
  const { text } = setUp(saved);
  const place = { file: "calm.yml", line: 3, column: 1, pointer: "", reason: "no", allowed: null, nearest: null };
  text.take(sampleLibraryItem({ etag: "etag-7", trouble: place, warnings: [{ ...place, line: 4 }] }));
  expect([text.problems, text.warnings.map(({ line }) => line)]).toEqual([[place], [4]]);
});
