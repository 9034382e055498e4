export { type ConversationSettings, conversation } from "./testing-kit/conversation.ts";
export { type FuzzSettings, fuzzStage } from "./testing-kit/fuzz-stage.ts";
export { type RecordedTurn, recorded } from "./testing-kit/recorded.ts";
export { runStage, type StageOutcome, StageProblems, type StageSettings } from "./testing-kit/run-stage.ts";
export { runTask, type TaskOutcome, type TaskSettings, type TestTask } from "./testing-kit/run-task.ts";
export { block, type TestBlock } from "./testing-kit/test-block.ts";
