import { expect, test } from "vitest";
import { checkPackage } from "../load/check-package.ts";
import { packageIntegrity } from "../load/integrity.ts";
import { STATEMENT_TYPE } from "../signing/file-statement.ts";
import { sign } from "../signing/sign.ts";
import { bundleText } from "../signing/signature-bundle.ts";
import { newSigningKey } from "../signing/signing-key.ts";
import { hexOf, packageStatement, SIGNATURE_FILE } from "./package-statement.ts";
import { signedInside } from "./signed-inside.ts";
import { type Files, pluginFiles } from "./testing/test-registry.ts";

const key = newSigningKey();
const plain = pluginFiles("signed-one");
const signatureOver = (files: Files, purpose: "files" | "archive" = "files", name = "signed-one", version = "1.0.0") =>
  Buffer.from(
    bundleText(sign(packageStatement(purpose, name, version, hexOf(packageIntegrity(files))), STATEMENT_TYPE, key)),
  );
const withSignature = (files: Files, signature: Uint8Array): Files => new Map([...files, [SIGNATURE_FILE, signature]]);
const signerOf = (files: Files): string | null => signedInside(checkPackage(files, "it"));

test("a package that carries its publisher's signature has a signer; one without has none", () => {
  expect(signerOf(withSignature(plain, signatureOver(plain)))).toBe(key.fingerprint);
  expect(signerOf(plain)).toBeNull();
});

test.each<[string, () => Files]>([
  ["a file more", () => withSignature(new Map([...plain, ["x.js", Buffer.from("")]]), signatureOver(plain))],
  [
    "a file less",
    () => withSignature(new Map([...plain].filter(([path]) => path !== "README.md")), signatureOver(plain)),
  ],
  [
    "a file under another name",
    () =>
      withSignature(
        new Map([...plain].map(([path, bytes]) => [path.replace("README", "readme"), bytes])),
        signatureOver(plain),
      ),
  ],
  [
    "a byte more",
    () => withSignature(new Map([...plain, ["README.md", Buffer.from("# signed-one ")]]), signatureOver(plain)),
  ],
  ["another name", () => withSignature(plain, signatureOver(plain, "files", "other-one"))],
  ["another version", () => withSignature(plain, signatureOver(plain, "files", "signed-one", "1.0.1"))],
  ["another purpose", () => withSignature(plain, signatureOver(plain, "archive"))],
  ["no bundle", () => withSignature(plain, Buffer.from("null"))],
])("%s: refused", (_, files) => {
  expect(() => signerOf(files())).toThrow(expect.objectContaining({ code: "plugin_verification_failed" }));
});
