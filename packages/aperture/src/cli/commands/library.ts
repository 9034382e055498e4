import type { LibraryKind } from "@aperture/sdk";
import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { libraryApplyCommand } from "./library/apply.ts";
import { libraryDiffCommand } from "./library/diff.ts";
import { libraryEditCommand } from "./library/edit.ts";
import { libraryEffectCommand } from "./library/effect.ts";
import { libraryExportCommand } from "./library/export.ts";
import { libraryImportCommand } from "./library/import.ts";
import { libraryInstallCommand } from "./library/install.ts";
import { libraryListCommand } from "./library/list.ts";
import { libraryNewCommand } from "./library/new.ts";
import { libraryRemoveCommand } from "./library/remove.ts";
import { libraryShowCommand } from "./library/show.ts";

const descriptions: Readonly<Record<LibraryKind, string>> = {
  preset: "presets: settings of the whole pipeline under one name",
  rule: "rules: when something holds, an operation on blocks",
  template: "templates: how a session is laid out, and what it must have",
};

/** `aperture preset|rule|template …` */
export function libraryCommand(context: CliContext, kind: LibraryKind): Command {
  const group = new Command(kind).description(descriptions[kind]);
  for (const make of [
    libraryListCommand,
    libraryShowCommand,
    libraryNewCommand,
    libraryEditCommand,
    libraryApplyCommand,
    libraryEffectCommand,
    libraryDiffCommand,
    libraryExportCommand,
    libraryImportCommand,
    libraryInstallCommand,
    libraryRemoveCommand,
  ])
    group.addCommand(make(context, kind));
  return group;
}
