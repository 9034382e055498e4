import { parametersOf } from "./credential-of.ts";
import { secretValue } from "./safe-headers.ts";

/** Takes a request's secrets out of a text; the same text where none is in it. */
export type Mask = (text: string) => string;

/** Wider than credential-of.ts: what is named here in vain costs nothing until an upstream repeats it. */
const secretName = /auth|cookie|secret|passw|credential|signature|^sig$|token|key|account|organization/i;
/** Shorter ones are words ("ollama", "placeholder"), and no text would be safe from them. */
const shortest = 12;
const instead = "[credential]";

/**
 * A mask for what an upstream may repeat of this request (`invalid key: <key>`), to be used on the recorded copy: what is
 * relayed stays as it came. Holds the secrets, so it must not be held longer than the exchange.
 */
export function maskSecrets(rawHeaders: readonly string[], target: string): Mask {
  const secrets = secretsOf(rawHeaders, target);
  return (text) => {
    const whole = secrets.reduce((rest, secret) => rest.replaceAll(secret, instead), text);
    return secrets.reduce(withoutStart, whole);
  };
}

function secretsOf(rawHeaders: readonly string[], target: string): string[] {
  const values = secretParameters(target);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1] ?? "";
    if (secretName.test(rawHeaders[index] ?? "") || secretValue.test(value)) values.push(value);
    // A Referer may carry the query of another request.
    else values.push(...secretParameters(value));
  }
  // Without scheme, name and padding: `Bearer <key>`, `session=<key>`, `<base64>==`.
  const parts = values.flatMap((value) => value.split(/[\s,;="]+/)).filter((part) => part.length >= shortest);
  const forms = new Set(parts.flatMap((part) => [part, encodeURIComponent(part), decoded(part)]));
  // One that begins like another would leave the longer one's rest.
  return [...forms].sort((a, b) => b.length - a.length);
}

const secretParameters = (target: string): string[] =>
  parametersOf(target).flatMap((parameter) => {
    const [name = "", ...value] = parameter.split("=");
    return secretName.test(name) ? [value.join("=")] : [];
  });

/** A text that was cut within a secret: a stream that broke off, a message kept in part. */
function withoutStart(text: string, secret: string): string {
  for (let length = Math.min(secret.length - 1, text.length); length >= shortest; length--)
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + instead;
  return text;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
