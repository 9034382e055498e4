import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPluginSecrets, type PluginSecrets } from "./plugin-secrets.ts";

let home: string;
let file: string;
let secrets: PluginSecrets;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-secrets-"));
  file = join(home, "plugin-secrets.json");
  secrets = createPluginSecrets(home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const refusal = (work: () => unknown): { code: string; message: string } => {
  try {
    work();
    return { code: "done", message: "" };
  } catch (error) {
    return ApertureError.is(error) ? error : { code: "other", message: String(error) };
  }
};

describe("secrets", () => {
  test("are each plugin's own, whatever it or they are named", () => {
    for (const plugin of ["tidy", "constructor", "tidy2"]) secrets.set(plugin, "KEY", `of ${plugin}`);
    secrets.set("tidy", "__proto__", "odd");
    expect(secrets.read("tidy", "KEY")).toBe("of tidy");
    expect(secrets.read("constructor", "KEY")).toBe("of constructor");
    expect(secrets.names("tidy")).toEqual(["KEY", "__proto__"]);
    expect(secrets.read("toString", "KEY")).toBeNull();
    expect(secrets.read("tidy", "toString")).toBeNull();
    secrets.removeAll("tidy");
    expect(secrets.names("tidy")).toEqual([]);
    expect(secrets.read("tidy2", "KEY")).toBe("of tidy2");
  });

  test("are replaced and removed, and there for whoever opens the home next", () => {
    secrets.set("tidy", "KEY", "one");
    secrets.set("tidy", "KEY", 'two "quoted"\n');
    expect(createPluginSecrets(home).read("tidy", "KEY")).toBe('two "quoted"\n');
    expect([secrets.remove("tidy", "KEY"), secrets.remove("tidy", "KEY"), secrets.remove("none", "KEY")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(readFileSync(file, "utf8")).not.toContain("two");
  });

  test("stand in a file that is the user's alone, and in no draft beside it", () => {
    secrets.set("tidy", "KEY", "value");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(["plugin-secrets.json"]);
  });
});

describe("refused", () => {
  test.each([0o644, 0o640, 0o660, 0o604])("a file of mode %o", (mode) => {
    secrets.set("tidy", "KEY", "value");
    chmodSync(file, mode);
    const { code, message } = refusal(() => secrets.read("tidy", "KEY"));
    expect(code).toBe("secrets_unsafe");
    expect(message).not.toContain("value");
    expect(refusal(() => secrets.set("tidy", "OTHER", "x")).code).toBe("secrets_unsafe");
  });

  test("a link, a folder, a damaged file: nothing of it is told", () => {
    writeFileSync(join(home, "elsewhere"), '[["tidy",[["KEY","planted"]]]]', { mode: 0o600 });
    symlinkSync(join(home, "elsewhere"), file);
    expect(refusal(() => secrets.read("tidy", "KEY"))).toMatchObject({
      code: "secrets_unsafe",
      message: expect.stringContaining("symbolic link"),
    });
    rmSync(file);
    mkdirSync(file);
    expect(refusal(() => secrets.read("tidy", "KEY")).code).toBe("secrets_unsafe");
    rmSync(file, { recursive: true });
    for (const text of ['[["tidy",[["KEY","s3cr3t"', '{"tidy":{"KEY":"s3cr3t"}}', '[["tidy",[["KEY",5]],"s3cr3t"]]']) {
      writeFileSync(file, text, { mode: 0o600 });
      const { code, message } = refusal(() => secrets.read("tidy", "KEY"));
      expect(code).toBe("secrets_unsafe");
      expect(message).not.toContain("s3cr3t");
    }
  });

  test("what cannot be written leaves what was", () => {
    secrets.set("tidy", "KEY", "value");
    expect(refusal(() => secrets.set("tidy", "BIG", "x".repeat(5_000_000))).code).toBe("secrets_unsafe");
    expect(secrets.read("tidy", "KEY")).toBe("value");
    expect(readdirSync(home)).toEqual(["plugin-secrets.json"]);
  });
});
