/** What would move requests, keys or code, by the names that somebody would try. Files of a library can set none of it, trusted or not. */
const why = {
  upstream: "where requests go is set in the user's own configuration alone",
  key: "keys come from the agents and are never kept in files that travel",
  token: "the token is a file of its own in the user's home",
  plugin: "plugins are installed by the user, never by a file in a project",
  code: "presets, rules, templates and profiles are data: they run nothing",
  program: "it is the program's own configuration, not a project's",
} as const;

const named: Readonly<Record<string, keyof typeof why>> = {
  upstream: "upstream",
  upstreams: "upstream",
  baseurl: "upstream",
  url: "upstream",
  endpoint: "upstream",
  host: "upstream",
  proxy: "upstream",
  key: "key",
  keys: "key",
  apikey: "key",
  apikeys: "key",
  secret: "key",
  secrets: "key",
  credentials: "key",
  password: "key",
  headers: "key",
  token: "token",
  auth: "token",
  authorization: "token",
  plugin: "plugin",
  plugins: "plugin",
  registry: "plugin",
  registries: "plugin",
  updates: "plugin",
  hook: "code",
  hooks: "code",
  command: "code",
  commands: "code",
  exec: "code",
  run: "code",
  script: "code",
  scripts: "code",
  mcpservers: "code",
  env: "program",
  port: "program",
  apiport: "program",
  api: "program",
  home: "program",
  mode: "program",
  permissions: "program",
  trust: "program",
  redaction: "program",
  retention: "program",
};

/** Why an unknown key is no slip but refused, or null. */
export function whyNeverSettable(key: string): string | null {
  const name = key.toLowerCase().replace(/[^a-z]/g, "");
  const reason = Object.hasOwn(named, name) ? named[name] : undefined;
  return reason === undefined ? null : why[reason];
}
