import { hash } from "node:crypto";
import { headerValues } from "../gate/header-values.ts";

const headers = ["authorization", "x-api-key", "x-goog-api-key", "api-key"];
const parameters = ["key", "api_key", "api-key", "access_token", "token"];

/** `name=value` as it stands in the query. */
export const parametersOf = (target: string): string[] => {
  const start = target.indexOf("?");
  return start < 0 ? [] : target.slice(start + 1).split("&");
};
const isSecret = (parameter: string): boolean => parameters.includes((parameter.split("=", 1)[0] ?? "").toLowerCase());

/** SHA-256 of whatever pays for the request, 16 hex digits: tells accounts apart without knowing them. Empty without any. */
export function credentialOf(rawHeaders: readonly string[], target: string): string {
  const secrets = [
    ...headers.flatMap((name) => headerValues(rawHeaders, name)),
    ...parametersOf(target).filter(isSecret),
  ];
  return secrets.length === 0 ? "" : hash("sha256", secrets.join("\n")).slice(0, 16);
}

/** The target as it may be recorded: Gemini clients may carry their key in the query. */
export function targetWithoutSecrets(target: string): string {
  const start = target.indexOf("?");
  if (start < 0) return target;
  const kept = parametersOf(target).filter((parameter) => !isSecret(parameter));
  return target.slice(0, start) + (kept.length > 0 ? `?${kept.join("&")}` : "");
}
