import { expect, test } from "vitest";
import { draftsIn } from "../testing/fixture.ts";
import { readableSize } from "./media.ts";

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1 KB"],
  [34_500, "34 KB"],
  [1_258_291, "1.2 MB"],
])("%i bytes are %s", (bytes, expected) => {
  expect(readableSize(bytes)).toBe(expected);
});

const image = (source: object) =>
  draftsIn("anthropic", { messages: [{ role: "user", content: [{ type: "image", source }] }] })[0]!;
const url = (address: string) =>
  draftsIn("openai-chat", {
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: address } }] }],
  })[0]!;

test.each([
  ["unknown data", image({ type: "base64", media_type: "image/png", data: "AAAA" }), "[image/png, 3 B]", 1_600],
  ["a file", image({ type: "file", file_id: "file_1" }), "[image, file_1]", 1_600],
  ["an address", image({ type: "url", url: "https://a.example/b.png" }), "[image, https://a.example/b.png]", 1_600],
  ["a data address", url("data:image/jpeg;base64,AAAA"), "[image/jpeg, 3 B]", 765],
  ["a data address with parameters", url("data:image/svg+xml;charset=utf-8;base64,AAAA"), "[image/svg+xml, 3 B]", 765],
  [
    "an address without an end",
    url(`https://a.example/${"x".repeat(500)}`),
    `[image, https://a.example/${"x".repeat(182)}…]`,
    765,
  ],
])("%s", (_, draft, text, tokens) => {
  expect(draft).toMatchObject({ role: "image", text, tokens, keepRaw: true });
});

test("a source that is none is shown as it is", () => {
  expect(image({})).toMatchObject({ role: "image", keepRaw: true, text: '{"type":"image","source":{}}' });
});
