// Stands for an agent on the PATH: finds its base URL where the real one does, sends what the real one sends, and prints
// what it was given as one line of JSON. FAKE_* variables say how it behaves.
const [name = "", ...args] = process.argv.slice(2);
const { env } = process;

interface Call {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

const prompt = args.at(-1) ?? "hello";

function claudeCall(turn: number): Call {
  const settings = args[args.indexOf("--settings") + 1];
  const given = args.includes("--settings") ? JSON.parse(settings ?? "{}").env?.ANTHROPIC_BASE_URL : undefined;
  return {
    url: `${given ?? env.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com"}/v1/messages?beta=true`,
    headers: {
      "x-api-key": "sk-ant-fake-key-of-the-agent",
      "anthropic-version": "2023-06-01",
      "x-claude-code-session-id": env.FAKE_SESSION ?? "7a6f4d7e-0000-4000-8000-000000000001",
      "user-agent": "claude-cli/2.1.330 (external, cli)",
    },
    body: {
      model: "claude-sonnet-5",
      max_tokens: 100,
      system: [{ type: "text", text: "You are a coding agent." }],
      tools: [{ name: "Read", description: "Reads a file", input_schema: { type: "object" } }],
      messages: conversation(turn).map((text, index) => ({ role: index % 2 ? "assistant" : "user", content: text })),
    },
  };
}

function conversation(turn: number): string[] {
  return Array.from({ length: turn * 2 - 1 }, (_, index) => (index % 2 ? `answer ${index}` : `${prompt} ${index}`));
}

/** What Codex takes from `-c model_providers.<name>={…}`, the later flag winning. */
function codexCall(): Call {
  const flags = args.flatMap((argument, index) => (argument === "-c" ? [args[index + 1] ?? ""] : []));
  const table = flags.findLast((flag) => flag.startsWith("model_providers.aperture=")) ?? "";
  const base = /base_url="([^"]*)"/.exec(table)?.[1];
  const key = /env_key="([^"]*)"/.exec(table)?.[1];
  const credential = key ? env[key] : table.includes("requires_openai_auth=true") ? "stored-login" : undefined;
  return {
    url: `${base}/responses`,
    headers: {
      authorization: `Bearer ${credential}`,
      "session-id": "019a0000-0000-7000-8000-000000000002",
      "user-agent": "codex_exec/0.169.0",
    },
    body: {
      model: "gpt-5-codex",
      stream: false,
      instructions: "",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: prompt }] }],
    },
  };
}

function opencodeCall(): Call {
  const config = JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "{}");
  return {
    url: `${config.provider?.openai?.options?.baseURL}/chat/completions`,
    headers: { authorization: "Bearer sk-fake", "x-session-id": "ses_0001", "user-agent": "opencode/1.18.33" },
    body: { model: "gpt-5", messages: [{ role: "user", content: prompt }] },
  };
}

const geminiCall = (): Call => ({
  url: `${env.GOOGLE_GEMINI_BASE_URL}/v1beta/models/gemini-3-pro:generateContent`,
  headers: { "x-goog-api-key": "AIzaFake", "user-agent": "GeminiCLI/0.61.0" },
  body: { contents: [{ role: "user", parts: [{ text: prompt }] }] },
});

const calls: Record<string, (turn: number) => Call> = {
  claude: claudeCall,
  codex: codexCall,
  opencode: opencodeCall,
  gemini: geminiCall,
  "other-agent": claudeCall,
};

/** Real agents try again when a connection fails; how long the proxy was away is what a test wants to know. */
async function send({ url, headers, body }: Call): Promise<{ status: number; retries: number; waited: number }> {
  const begun = performance.now();
  for (let retries = 0; ; retries++) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      await response.arrayBuffer();
      if (response.status < 500 || retries > 200)
        return { status: response.status, retries, waited: performance.now() - begun };
    } catch (error) {
      if (retries > 200) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

for (const signal of (env.FAKE_SIGNALS ?? "").split(",").filter(Boolean)) {
  process.on(signal, () => {
    console.log(`got ${signal}`);
    process.exit(42);
  });
}

const turns = Number(env.FAKE_TURNS ?? "1");
const answers: { status: number; retries: number; waited: number }[] = [];
for (let turn = 1; turn <= turns; turn++) {
  answers.push(await send(calls[name]!(turn)));
  if (turn < turns) await new Promise((resolve) => setTimeout(resolve, Number(env.FAKE_GAP ?? "0")));
}
const shown = Object.fromEntries(
  Object.entries(env).filter(([key]) => /BASE_URL|OPENCODE|TOOL_SEARCH|NO_PROXY|no_proxy/.test(key)),
);
console.log(JSON.stringify({ name, args, cwd: process.cwd(), env: shown, answers }));
if (env.FAKE_WAIT) await new Promise((resolve) => setTimeout(resolve, Number(env.FAKE_WAIT)));
process.exit(Number(env.FAKE_EXIT ?? "0"));
