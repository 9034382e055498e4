/** A secret as real clients carry it. */
export interface Canary {
  readonly name: string;
  /** The part that must not be found anywhere. */
  readonly secret: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** True where it is hop-by-hop or Aperture's own: it is not passed on either. */
  readonly staysHere?: boolean;
}

let made = 0;
/** Differs for every secret, and looks like nothing else that is stored. */
const unique = (prefix = ""): string => `${prefix}CANARY${String(++made).padStart(3, "0")}q7Zr2Xw9Lk4Tn8Vb`;

const header = (name: string, prefix = "", before = ""): Canary => {
  const secret = unique(prefix);
  return { name: `header ${name} ${before}${prefix}`, secret, headers: { [name]: `${before}${secret}` } };
};
const parameter = (name: string, prefix = ""): Canary => {
  const secret = unique(prefix);
  return { name: `query ${name} ${prefix}`, secret, query: { [name]: secret } };
};

export const canaries: readonly Canary[] = [
  header("authorization", "sk-ant-api03-", "Bearer "),
  header("authorization", "sk-ant-oat01-", "Bearer "),
  header("authorization", "sk-proj-", "Bearer "),
  header("authorization", "eyJhbGciOi.", "Bearer "),
  header("authorization", "", "Basic "),
  header("authorization", "", "AWS4-HMAC-SHA256 Credential="),
  header("authorization", "", "ApiKey "),
  header("Authorization", "gho_", "token "),
  header("x-api-key", "sk-ant-"),
  header("X-Api-Key"),
  header("api-key"),
  header("apikey"),
  header("x-goog-api-key", "AIza"),
  header("x-goog-iam-authorization-token"),
  header("x-amz-security-token"),
  header("x-amz-content-sha256-key"),
  header("cookie", "", "session="),
  header("cookie2"),
  header("x-auth-token"),
  header("x-access-token"),
  header("x-session-token"),
  header("x-csrf-token"),
  header("x-client-secret"),
  header("x-vault-token", "hvs."),
  header("openai-organization", "org-"),
  header("chatgpt-account-id"),
  header("cf-access-client-secret"),
  header("helicone-auth", "sk-helicone-", "Bearer "),
  header("x-portkey-api-key"),
  header("x-litellm-key"),
  header("referer", "", "https://example.test/?api_key="),
  header("user-agent", "sk-ant-", "tool/1 key="),
  header("x-request-id", "sk-proj-"),
  { ...header("proxy-authorization", "", "Basic "), staysHere: true },
  { ...header("x-aperture-token"), staysHere: true },
  parameter("key", "AIza"),
  parameter("api_key"),
  parameter("api-key"),
  parameter("access_token", "ya29."),
  parameter("token"),
  parameter("X-Amz-Security-Token"),
  parameter("sig"),
  parameter("client_secret"),
];

/** What leads back to the secret: itself, as base64 and hex would carry it, and as a URL would. */
export function secretForms({ secret }: Canary): string[] {
  const bytes = Buffer.from(secret);
  return [
    ...new Set([
      secret,
      bytes.toString("base64").replace(/=+$/, ""),
      bytes.toString("hex"),
      encodeURIComponent(secret),
    ]),
  ];
}
