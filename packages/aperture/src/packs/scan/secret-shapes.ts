/** How a kind of secret is recognised in a text. `value`: the group that is the secret, where the rest tells only that it is one. */
export interface SecretShape {
  readonly name: string;
  /** Global; linear in the text's length. */
  readonly pattern: RegExp;
}

const shape = (name: string, pattern: RegExp): SecretShape => ({ name, pattern });

/**
 * Tokens by the prefixes that their issuers chose to be recognised by, and values by the names people give them. Order matters: what is
 * longer, or says more, comes first. Too much is replaced rather than too little: a fixture loses nothing by it.
 */
export const secretShapes: readonly SecretShape[] = [
  shape(
    "private-key",
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ),
  shape("json-web-token", /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g),
  shape("anthropic-key", /\bsk-ant-[\w-]{16,}/g),
  shape("openai-key", /\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[\w-]{20,}/g),
  shape("stripe-key", /\b[rs]k_(?:live|test)_\w{10,}/g),
  shape("webhook-secret", /\bwhsec_[\w+/=-]{16,}/g),
  shape("github-token", /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g),
  shape("gitlab-token", /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w.-]{16,}/g),
  shape("aws-key-id", /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)[A-Z0-9]{16}\b/g),
  shape("google-key", /\bAIza[\w-]{30,}/g),
  shape("google-oauth", /\b(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1\/\/0[\w-]{30,})/g),
  shape("slack-token", /\bx(?:ox[abceprs]|app)-[\w-]{10,}/g),
  shape(
    "chat-webhook",
    /https:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks)\/[\w/-]+/g,
  ),
  shape("discord-token", /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,45}/g),
  shape("telegram-token", /\b\d{8,10}:AA[\w-]{32,}/g),
  shape("npm-token", /\bnpm_[A-Za-z0-9]{30,}/g),
  shape("pypi-token", /\bpypi-[\w-]{30,}/g),
  shape("crates-token", /\bcio[A-Za-z0-9]{32}\b/g),
  shape("rubygems-key", /\brubygems_[0-9a-f]{40,}/g),
  shape("sendgrid-key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/g),
  shape("twilio-key", /\b(?:SK|AC)[0-9a-f]{32}\b/g),
  shape("mailgun-key", /\bkey-[0-9a-f]{32}\b/g),
  shape("square-token", /\b(?:sq0(?:atp|csp)-[\w-]{20,}|EAAA[\w-]{50,})/g),
  shape("shopify-token", /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g),
  shape("digitalocean-token", /\bdo[opr]_v1_[0-9a-f]{60,}/g),
  shape("vault-token", /\bhv[sbr]\.[\w-]{20,}/g),
  shape("terraform-token", /\b\w{14}\.atlasv1\.[\w-]{50,}/g),
  shape("huggingface-token", /\bhf_[A-Za-z0-9]{30,}/g),
  shape("age-key", /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/g),
  shape("atlassian-token", /\bATATT3[\w=-]{50,}/g),
  shape("linear-key", /\blin_(?:api|oauth)_\w{30,}/g),
  shape("notion-token", /\b(?:secret|ntn)_[A-Za-z0-9]{40,}/g),
  shape("azure-key", /\b(?:AccountKey|SharedAccessKey|sig)=[\w%+/]{20,}={0,2}/gi),
  shape("authorization", /\b(?:bearer|basic|token)[ \t]+[\w.~+/-]{16,}={0,2}/gi),
  shape("address-with-password", /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>]{0,100}:[^\s@/"'<>]{1,200}@/gi),
  shape(
    "named-value",
    /(?<=\b[\w.-]{0,40}(?:api_?key|secret|token|passw(?:or)?d|passphrase|credential|private_?key|access_?key)\w{0,20}["']?[ \t]{0,4}(?:=>|:=|[=:])[ \t]{0,4}["'`]?)(?=[^\s"'`]{0,200}\d)[\w.~+/=@!#$%^&*-]{8,}/gi,
  ),
];

/** Not a secret, but of a person. */
export const personalShapes: readonly SecretShape[] = [
  shape(
    "email",
    /\b[\w.%+-]{1,64}@(?!example\.)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}\b/gi,
  ),
];
