import { z } from "zod";
import { OperationResult } from "../api/operations.ts";
import * as blocks from "./calls/block-calls.ts";
import { HistoryCompanions, HistoryFilesChangedWith } from "./calls/changed-with-calls.ts";
import * as fs from "./calls/fs-calls.ts";
import * as history from "./calls/history-calls.ts";
import * as net from "./calls/net-calls.ts";
import * as state from "./calls/state-calls.ts";
import { StorageSize, StorageWrite } from "./calls/storage-calls.ts";
import { FsWatch, FsWatching } from "./calls/watch-calls.ts";

const call = <I extends z.ZodType, O extends z.ZodType>(needs: string, input: I, output: O) => ({
  /** The key of `permissions` that opens it, or `nothing`: figures about the engine, without texts, are for every plugin. */
  needs,
  input,
  output,
});

/**
 * What a task may ask the host for (`GuestPort.ask`, `CapabilityCall`): JSON in, JSON out, under these names. The host reads
 * the input with the schema here and checks it against what was granted, whatever the guest's side checked.
 */
export const capabilityCalls = {
  "storage.write": call("storage", StorageWrite, StorageSize),
  "net.fetch": call("net", net.NetFetch, net.NetAnswer),
  "fs.read": call("fs", fs.FsRead, fs.FsFile),
  "fs.list": call("fs", fs.FsList, fs.FsFiles),
  "fs.watch": call("fs.watch", FsWatch, FsWatching),
  "history.files-changed-with": call("history", HistoryFilesChangedWith, HistoryCompanions),
  "history.log": call("history", history.HistoryLog, history.HistoryCommits),
  "history.status": call("history", history.HistoryStatus, history.HistoryState),
  "history.diff": call("history", history.HistoryDiff, history.HistoryText),
  "history.show": call("history", history.HistoryShow, history.HistoryText),
  "history.blame": call("history", history.HistoryBlame, history.HistoryLines),
  "secrets.get": call(
    "secrets",
    z.strictObject({ name: z.string().max(64) }),
    /** Null where the user stored none. */
    z.object({ value: z.string().nullable() }),
  ),
  "speech.transcribe": call(
    "speech",
    /** base64 of 16 kHz mono WAV, at most 20 MB. */
    z.strictObject({ audio: z.base64().max(28_000_000) }),
    z.object({ text: z.string() }),
  ),
  "state.session": call("nothing", state.StateOfSession, state.PluginSession.nullable()),
  "state.sessions": call("nothing", state.StateSessions, state.PluginSessions),
  "state.usage": call("nothing", state.StateUsage, state.PluginUsage),
  "state.budget": call("nothing", state.StateOfSession, state.PluginBudget),
  "state.prices": call("nothing", state.StatePrices, state.PluginPrices),
  "state.ledger": call("nothing", state.StateOfSession, state.PluginLedger),
  "state.cache": call("nothing", state.StateOfLane, state.PluginCache),
  "state.blocks": call("blocks", state.StateBlocks, state.PluginBlocks),
  "state.text": call("blocks.read", state.StateText, state.BlockText),
  "blocks.compress": call("blocks.write", blocks.BlocksCompress, OperationResult),
  "blocks.restore": call("blocks.write", blocks.BlocksRestore, OperationResult),
  "blocks.pin": call("blocks.write", blocks.BlocksPin, OperationResult),
  "blocks.move": call("blocks.write", blocks.BlocksMove, OperationResult),
  "blocks.edit": call("blocks.write", blocks.BlocksEdit, OperationResult),
  "blocks.remove": call("blocks.write", blocks.BlocksRemove, OperationResult),
  "blocks.insert": call("blocks.write", blocks.BlocksInsert, OperationResult),
  "blocks.redact": call("blocks.write", blocks.BlocksRedact, OperationResult),
  "staging.stage": call("staging", blocks.StagingStage, blocks.Staged),
  "staging.unstage": call("staging", blocks.StagingUnstage, blocks.Unstaged),
  "notes.add": call("notes", blocks.NotesAdd, blocks.Done),
  "events.emit": call("events", blocks.EventsEmit, blocks.Done),
} as const;

export type CapabilityName = keyof typeof capabilityCalls;
export type CapabilityInput<N extends CapabilityName> = z.input<(typeof capabilityCalls)[N]["input"]>;
/** Input as the host reads it: defaults filled in. */
export type CapabilityRead<N extends CapabilityName> = z.output<(typeof capabilityCalls)[N]["input"]>;
export type CapabilityOutput<N extends CapabilityName> = z.output<(typeof capabilityCalls)[N]["output"]>;
