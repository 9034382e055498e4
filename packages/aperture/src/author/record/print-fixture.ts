import { ApertureError } from "@aperture/sdk";
import type { Fixture } from "../fixture/fixture.ts";
import { type Scrubbed, secretsIn } from "./scrub-text.ts";

const comment =
  "Recorded by `aperture plugin record`. Texts are a real conversation's, with secrets, addresses and folders replaced: read it before you give it to others.";

/**
 * A fixture as it is written: a block to a paragraph, so that a difference of two recordings can be read. Throws `invalid_input` where it
 * still holds something that looks like a secret, or a value that was replaced elsewhere in another spelling.
 */
export function printFixture(fixture: Fixture, scrubbed: Scrubbed): string {
  const { blocks, ...head } = fixture;
  const first = JSON.stringify({ $comment: comment, ...head }, null, 2).slice(0, -2);
  const text = `${first},\n  "blocks": [\n${blocks.map((block) => `    ${JSON.stringify(block)}`).join(",\n")}\n  ]\n}\n`;
  const left = [...secretsIn(text), ...otherSpellings(text, scrubbed)];
  if (left.length > 0)
    throw new ApertureError("invalid_input", {
      detail: `The recording still holds what looks like a secret (${[...new Set(left)].join(", ")}); nothing was written. Redact it in the session first: \`aperture blocks redact\``,
    });
  return text;
}

/** The same secret as a program may have printed it: encoded, escaped. */
function otherSpellings(text: string, scrubbed: Scrubbed): string[] {
  return [...scrubbed].flatMap(([kind, values]) => {
    if (kind === "email") return [];
    const found = [...values].some((value) =>
      [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString("base64").replace(/=+$/, ""),
        Buffer.from(value).toString("base64url"),
        Buffer.from(value).toString("hex"),
        JSON.stringify(value).slice(1, -1),
      ].some((spelling) => spelling.length >= 8 && text.includes(spelling)),
    );
    return found ? [kind] : [];
  });
}
