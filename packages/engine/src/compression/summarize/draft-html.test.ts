import { expect, test } from "vitest";
import { draftHtml } from "./draft-html.ts";

const page = `<!DOCTYPE html>
<html><head><title>Store API</title><style>p { color: red }</style><script>const secret_code = 1;</script></head>
<body><nav><ul><li>Home</li></ul></nav>
<h1>openStore</h1><p>Opens the <b>database</b> at <code>src/store.ts</code> &amp; migrates it.</p>
<script>more();</script></body></html>`;

test("the text of a page, without markup, scripts and styles", () => {
  const { lines, content, title } = draftHtml({ text: page, role: "tool_result" })!;
  const text = lines.join("\n");
  expect(content).toBe("html");
  expect(title).toContain("characters of HTML");
  expect(text).toContain("# openStore");
  expect(text).toContain("Opens the database at src/store.ts & migrates it.");
  expect(text).not.toMatch(/secret_code|color: red|more\(\)|<\w/);
});

test("pages that end in the middle of a tag or a script", () => {
  for (const end of ["<html><p>text <b", "<html><script>endless", "<html><p>a</p>&amp", "<html>"]) {
    expect(draftHtml({ text: end, role: "tool_result" })!.lines.join("\n")).not.toContain("<");
  }
});

test("what is no page is left to others", () => {
  expect(draftHtml({ text: "const html = '<html>';", role: "tool_result" })).toBeNull();
});
