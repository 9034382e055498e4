import fc from "fast-check";

const names =
  "messages input contents tools system instructions systemInstruction role content parts type text thinking signature data id name input tool_use_id tool_call_id call_id is_error source media_type url file_id title cache_control tool_calls function arguments custom output summary encrypted_content action image_url detail file inlineData mimeType functionCall args functionResponse response error functionDeclarations thought thoughtSignature reasoning_content reasoning_details refusal path paths file_path index delta message usage choices candidates item output_index content_index content_block partial_json finish_reason finishReason usageMetadata model status stop_reason input_tokens prompt_tokens promptTokenCount detail stdout __proto__ constructor".split(
    " ",
  );

const texts =
  "user assistant system developer tool function model message text image document thinking redacted_thinking tool_use tool_result server_tool_use web_search_tool_result input_text output_text input_image function_call function_call_output custom_tool_call reasoning additional_tools image_url file base64 data:image/png;base64,iVBORw0KGgo= content_block_start content_block_delta message_start message_delta error response.completed response.output_item.added response.output_text.delta completed failed STOP 0".split(
    " ",
  );

/** JSON values whose names and words are those of the wire, put together without sense. */
export const wireLike: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom<unknown>(...texts),
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: -1, max: 5 }), fc.double({ noNaN: true })),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.array(tie("value"), { maxLength: 4 }),
    object(tie("value")),
    object(tie("value")),
  ),
})).value;

function object(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const members = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 });
  return members.map((entries) => Object.fromEntries(entries));
}

/** A request body that has at least the outline of one. */
export const wireLikeBody = (historyKey: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    {
      [historyKey]: fc.oneof(fc.array(wireLike, { maxLength: 6 }), wireLike),
      tools: wireLike,
      system: wireLike,
      instructions: wireLike,
      systemInstruction: wireLike,
      model: wireLike,
      metadata: wireLike,
      conversation: wireLike,
      generationConfig: wireLike,
    },
    { requiredKeys: [historyKey] },
  );
