import { describe, expect, test } from "vitest";
import { trimHtml } from "./html.ts";
import { toolResult } from "./testing/tool-result.ts";

const shown = (html: string) => trimHtml(toolResult(html))?.text.split("\n").slice(1).join("\n");

describe("what a reader sees", () => {
  test.each([
    ["text", "<p>one <b>two</b>  three</p>", "one two three"],
    ["headings and lists", "<h2>Title</h2><ul><li>a</li><li>b</li></ul>", "## Title\n\n- a\n\n- b"],
    [
      "links and where they lead",
      '<a class="x" href="https://example.com/a?b=1">here</a>.',
      "here (https://example.com/a?b=1).",
    ],
    ["links that lead nowhere", '<a href="#top">up</a> <a>x</a> <a href="javascript:go()">y</a>', "up x y"],
    ["tables", "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a | b |\n\nc |"],
    ["images by their text", '<img src="x.png" alt="a cat">', "[image: a cat]"],
    ["entities", "a &lt; b &amp;&amp; c&nbsp;&#8212;&#x41; &unknown; &#0;", "a < b && c —A &unknown; &#0;"],
    ["a sign that opens no tag", "1 < 2 and a<b>c</b>", "1 < 2 and ac"],
    ["brackets inside attributes", '<p title="a > b">text</p>', "text"],
  ])("%s", (_, html, text) => {
    expect(shown(html)).toBe(text);
  });

  test.each([
    ["scripts", "a<script>if (a < b) { '</p>' }</script>b", "ab"],
    ["styles", "a<STYLE>p > a {}</STYLE>b", "ab"],
    ["drawings", "a<svg><path d='M0'/><text>no</text></svg>b", "ab"],
    ["comments", "a<!-- <p>no</p> -->b<!doctype html><?xml v?>c", "abc"],
    ["a script that never ends", "a<script>no", "a"],
  ])("not %s", (_, html, text) => {
    expect(shown(html)).toBe(text);
  });

  test("a comment, a tag, a drawing that never end are text", () => {
    expect(shown("a <!-- b")).toBe("a <!-- b");
    expect(shown('a <p class="b')).toBe('a <p class="b');
    expect(shown("a <svg>b")).toBe("a b");
  });
});

test("the first line says what it is", () => {
  expect(trimHtml(toolResult("<p>a</p>"))?.text).toBe("[… HTML as its text]\na");
});
