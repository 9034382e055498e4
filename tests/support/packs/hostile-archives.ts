import { sign as signBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Craft, craftArchive, rule } from "@aperture/aperture/packs/testing/craft-pack";
import type { TarEntry } from "@aperture/host/load/testing/tarball";
import { publicKeyText } from "@aperture/host/signing/public-key";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import type { HostileCases } from "./hostile-case.ts";

const other = newSigningKey();
const beside = (entry: TarEntry): Craft => ({ entries: (honest) => [...honest, entry] });
const instead = (change: (entry: TarEntry) => TarEntry): Craft => ({
  entries: (honest) => honest.map((entry, index) => (index === 1 ? change(entry) : entry)),
});
const member = (change: (honest: readonly TarEntry[]) => readonly TarEntry[]): Craft => ({ members: change });
/** The same archive without what is compressed in the first place: its header's byte. */
const headerByte = (at: number, value: number): Craft => ({
  archive: (honest) => {
    const changed = Buffer.from(honest);
    changed[at] = value;
    return changed;
  },
});

/** The file that is sent, and the signature in it. */
export const hostileFiles: HostileCases = {
  "a third member": {
    pack: member((honest) => [...honest, { path: "README.md", content: "hello" }]),
    reason: "more in it than",
  },
  "two signatures as members": {
    pack: member((honest) => [...honest, honest[1]!]),
    reason: "comes twice",
  },
  "a second signature in another case": {
    pack: member((honest) => [...honest, { ...honest[1]!, path: "Signature.json" }]),
    reason: "differ only in case",
  },
  "members in the other order": { pack: member((honest) => honest.toReversed()), reason: "one way" },
  "no signature": { pack: member((honest) => honest.slice(0, 1)), reason: "no signature.json" },
  "no archive": { pack: member((honest) => honest.slice(1)), reason: "no pack.tar.gz" },
  "an empty member between": {
    pack: member(([archive, signature]) => [archive!, { path: "x", content: "" }, signature!]),
    reason: "more in it than",
  },
  "a link beside": {
    pack: member((honest) => [...honest, { path: "x", type: "SymbolicLink", linkpath: "/etc/passwd" }]),
    reason: "is a SymbolicLink",
  },
  "a folder beside": {
    pack: member((honest) => [...honest, { path: "x/", type: "Directory" }]),
    reason: "one way",
  },
  "trailing zeros": { pack: { bytes: (honest) => Buffer.concat([honest, Buffer.alloc(512)]) }, reason: "one way" },
  "a trailing byte": { pack: { bytes: (honest) => Buffer.concat([honest, Buffer.from("x")]) }, reason: "one way" },
  "two packs in one file": { pack: { bytes: (honest) => Buffer.concat([honest, honest]) }, reason: "one way" },
  "a compressed file": { pack: { bytes: (honest) => gzipSync(honest) }, reason: "it is compressed" },
  "nothing at all": { pack: { bytes: () => Buffer.alloc(0) }, reason: "cannot be read as a tar" },
  "5 MB of zeros": { pack: { bytes: () => Buffer.alloc(5 << 20) }, reason: "larger than 4 MB" },
  "two signatures in the envelope": {
    pack: {
      bundle(honest) {
        honest.dsseEnvelope!.signatures.push(honest.dsseEnvelope!.signatures[0]!);
        return honest;
      },
    },
    reason: "signatures is not as it must be",
  },
  "another's signature under the signer's key": {
    pack: {
      bundle(honest) {
        const { payload } = honest.dsseEnvelope!;
        const signature = signBytes(null, Buffer.from(payload, "base64"), other.privateKey);
        honest.dsseEnvelope!.signatures[0]!.sig = signature.toString("base64");
        return honest;
      },
    },
    reason: "does not belong",
  },
  "another's key over the signer's signature": {
    pack: {
      bundle(honest) {
        const key = publicKeyText(other.publicKey);
        honest.dsseEnvelope!.signatures[0]!.keyid = key;
        honest.verificationMaterial = { ...honest.verificationMaterial, publicKey: { hint: key } } as never;
        return honest;
      },
    },
    reason: "does not belong",
  },
  "a signature of another archive": {
    pack: { swapped: craftArchive({ items: [rule("trim-more")] }) },
    reason: "made of another content",
  },
  "a signature for another purpose": { pack: { purpose: "urn:aperture:plugin" }, reason: "made of another content" },
  "another type of payload": { pack: { payloadType: "application/json" }, reason: 'made for "application/json"' },
  "an archive with a name of a file in it": { pack: headerByte(3, 8), reason: "not compressed in the one way" },
  "an archive with a time in it": { pack: headerByte(4, 1), reason: "not compressed in the one way" },
  "a bomb around the whole": {
    pack: { bytes: () => gzipSync(Buffer.alloc(200 << 20), { level: 1 }) },
    reason: "it is compressed",
  },
  "a bomb in what was unpacked": {
    pack: { tar: () => gzipSync(Buffer.alloc(200 << 20), { level: 1 }) },
    reason: "it is compressed",
  },
  "a bomb": {
    pack: { tar: (honest) => Buffer.concat([honest, Buffer.alloc(64 << 20)]) },
    reason: "larger than 4 MB unpacked",
  },
  "an archive that is cut short, and signed so": {
    pack: { archive: (honest) => honest.subarray(0, -12) },
    reason: "cannot be unpacked",
  },
  "bytes behind the compressed ones, signed": {
    pack: { archive: (honest) => Buffer.concat([honest, Buffer.from("hidden")]) },
    reason: "cannot be unpacked",
  },
  "a second compressed part, signed": {
    pack: { archive: (honest) => Buffer.concat([honest, gzipSync(Buffer.alloc(512))]) },
    reason: "one way",
  },
};

/** What is inside of the archive that was signed. */
export const hostileEntries: HostileCases = {
  "a path that leads out": { pack: beside({ path: "../../escaped", content: "x" }), reason: "leads out" },
  "a path that leads out halfway": { pack: beside({ path: "items/../../escaped", content: "x" }), reason: "leads out" },
  "an absolute path": { pack: beside({ path: "/tmp/escaped", content: "x" }), reason: "is absolute" },
  "a backslash": { pack: beside({ path: "items\\rule\\x.yml", content: "x" }), reason: "backslash" },
  "a drive": { pack: beside({ path: "C:escaped", content: "x" }), reason: "colon" },
  "a device's name": { pack: beside({ path: "items/rule/con.yml", content: "x" }), reason: "device" },
  "a name with a direction in it": {
    pack: beside({ path: "items/rule/\u202elmy.yml", content: "x" }),
    reason: "invisible",
  },
  "a symbolic link": {
    pack: instead(({ path }) => ({ path, type: "SymbolicLink", linkpath: "/etc/passwd" })),
    reason: "SymbolicLink",
  },
  "a hard link": { pack: instead(({ path }) => ({ path, type: "Link", linkpath: "pack.json" })), reason: "Link" },
  "a device": { pack: beside({ path: "items/rule/x.yml", type: "CharacterDevice" }), reason: "CharacterDevice" },
  "a pipe": { pack: beside({ path: "items/rule/x.yml", type: "FIFO" }), reason: "FIFO" },
  "a folder": { pack: beside({ path: "items/rule/", type: "Directory" }), reason: "one way" },
  "a file that nobody listed": { pack: beside({ path: "run.sh", content: "#!/bin/sh" }), reason: "not listed" },
  "a file twice": { pack: { entries: (honest) => [...honest, honest[1]!] }, reason: "comes twice" },
  "a file again in another case": {
    pack: beside({ path: "items/rule/Trim-Logs.yml", content: "x" }),
    reason: "differ only in case",
  },
  "another mode": { pack: instead((entry) => ({ ...entry, type: "File", mode: 0o777 })), reason: "one way" },
  "a file that is listed and not there": { pack: { entries: (honest) => honest.slice(0, 1) }, reason: "not there" },
  "another content than listed": {
    pack: instead((entry) => ({ ...entry, content: `${entry.content}# more\n` })),
    reason: "another hash",
  },
  "bytes behind the archive's end": {
    pack: { tar: (honest) => Buffer.concat([honest, Buffer.alloc(512, "x")]) },
    reason: "not written in the one way",
  },
  "no manifest": { pack: { entries: (honest) => honest.slice(1) }, reason: "no pack.json" },
  "the manifest last": { pack: { entries: (honest) => honest.toReversed() }, reason: "one way" },
  "5,000 files": {
    pack: {
      entries: (honest) => [
        ...honest,
        ...Array.from({ length: 5_000 }, (_, index) => ({ path: `items/rule/x${index}.yml`, content: "" })),
      ],
    },
    reason: "more than 2000 files",
  },
};
