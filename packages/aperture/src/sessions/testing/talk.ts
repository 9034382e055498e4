/** Parts of Messages requests and answers, short enough to read in a test. */
export const user = (text: string) => ({ role: "user", content: text });
export const assistant = (text: string) => ({ role: "assistant", content: [{ type: "text", text }] });
export const call = (id: string, path: string) => ({
  role: "assistant",
  content: [{ type: "tool_use", id, name: "Read", input: { file_path: path } }],
});
export const result = (id: string, text: string) => ({
  role: "user",
  content: [{ type: "tool_result", tool_use_id: id, content: text }],
});
export const tools = ["Read", "Edit", "Bash"].map((name) => ({ name, input_schema: { type: "object" } }));

export const request = (messages: readonly unknown[], more: Record<string, unknown> = {}) => ({
  model: "claude-sonnet",
  messages,
  system: [{ type: "text", text: "You are a coding agent." }],
  tools,
  max_tokens: 1000,
  ...more,
});

export const answer = (
  content: readonly unknown[],
  usage: Record<string, unknown> = { input_tokens: 100, output_tokens: 9 },
) => ({
  type: "message",
  role: "assistant",
  model: "claude-sonnet",
  content,
  stop_reason: "end_turn",
  usage,
});
