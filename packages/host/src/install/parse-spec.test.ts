import { describe, expect, test } from "vitest";
import { type ParsedSpec, parseSpec } from "./parse-spec.ts";

describe("what is understood", () => {
  test.each<[string, ParsedSpec]>([
    ["auto-test-staging", { from: "registry", name: "auto-test-staging", range: null }],
    [" auto-test-staging@1.2.0 ", { from: "registry", name: "auto-test-staging", range: "1.2.0" }],
    ["auto-test-staging@^1", { from: "registry", name: "auto-test-staging", range: "^1" }],
    ["auto-test-staging@latest", { from: "registry", name: "auto-test-staging", range: "*" }],
    ["/home/me/my plugin", { from: "path", path: "/home/me/my plugin" }],
    ["/home/me/plugin-1.0.0.tgz", { from: "path", path: "/home/me/plugin-1.0.0.tgz" }],
    ["git+https://example.org/a/b.git", { from: "git", address: "https://example.org/a/b.git", ref: null }],
    ["git+https://example.org/a/b.git#v1.2.0", { from: "git", address: "https://example.org/a/b.git", ref: "v1.2.0" }],
    ["git+ssh://git@example.org/a/b#main", { from: "git", address: "ssh://git@example.org/a/b", ref: "main" }],
    ["git+file:///srv/plugin.git#feature/x", { from: "git", address: "file:///srv/plugin.git", ref: "feature/x" }],
    ["github:owner/repo#v1", { from: "git", address: "https://github.com/owner/repo.git", ref: "v1" }],
    ["npm:aperture-example", { from: "npm", name: "aperture-example", range: null }],
    ["npm:@scope/name@^2.1", { from: "npm", name: "@scope/name", range: "^2.1" }],
  ])("%s", (spec, expected) => {
    expect(parseSpec(spec)).toEqual(expected);
  });
});

describe("what is not, and what would be", () => {
  test.each<[string, RegExp]>([
    ["", /empty/],
    ["./here", /has to be absolute/],
    ["../up", /has to be absolute/],
    ["~/plugin", /has to be absolute/],
    ["Auto-Test-Staging", /lower-case: "auto-test-staging" may be meant/],
    ["\u0430uto-test-staging", /only look like plain ones \(U\+0430\)/],
    ["auto\u200b-test", /characters that nobody sees/],
    ["auto_test", /lower-case letters, digits and single hyphens.*npm:<package> would do/],
    ["install", /a word of Aperture's own/],
    ["name@", /no version or range/],
    ["name@newest", /no version or range/],
    ["name@1.0.0@2.0.0", /no version or range/],
    ["https://example.org/plugin.tgz", /https: addresses are not read/],
    ["javascript:alert(1)", /javascript: addresses are not read/],
    ["git+http://example.org/a.git", /over https, ssh or from a file, not over http/],
    ["git+ext::sh -c touch% /tmp/x", /whole address|not over ext/],
    ["git+https://me:secret@example.org/a.git", /password/],
    ["git+ssh://-oProxyCommand=x/a", /whole address|letter or digit/],
    ["git+https://example.org/a.git#--upload-pack=x", /no branch, tag or commit/],
    ["git+https://example.org/a.git#a..b", /no branch, tag or commit/],
    ["git+https://example.org/a.git#a#b", /more than one #/],
    ["git+owner/repo", /whole address/],
    ["github:owner", /owner\/repository/],
    ["github:owner/..", /owner\/repository/],
    ["npm:", /name of a package/],
    ["npm:../x", /name of a package/],
    ["npm:name@file:../x", /no version or range/],
  ])("%j", (spec, expected) => {
    expect(() => parseSpec(spec)).toThrow(expected);
    expect(() => parseSpec(spec)).toThrow(expect.objectContaining({ code: "plugin_source_unknown" }));
  });

  test("what it repeats cannot steer a terminal", () => {
    const said = (() => {
      try {
        return String(parseSpec("\u001b]0;owned\u0007name"));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(said).not.toMatch(/[^\x20-\x7e]/);
  });
});
