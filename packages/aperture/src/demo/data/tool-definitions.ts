import type { Script } from "../script.ts";

const text = (description: string) => ({ type: "string", description });
const count = (description: string) => ({ type: "integer", minimum: 0, description });
const tool = (name: string, description: string, properties: Record<string, unknown>, required: string[]) => ({
  name,
  description,
  input_schema: { type: "object", properties, required, additionalProperties: false },
});

/** The eight tools of the demo's agent. */
export const toolDefinitions: Script["tools"] = [
  tool(
    "Read",
    "Reads a file of the project and returns its lines, each with its number in front. Without a range the first 2,000 lines are returned; longer lines are cut at 2,000 characters. Reading a folder is an error: use Glob. Reads that do not depend on each other may be asked for in one turn and run side by side.",
    { file_path: text("Absolute path of the file"), offset: count("First line"), limit: count("Number of lines") },
    ["file_path"],
  ),
  tool(
    "Edit",
    "Replaces one passage of a file by another. The passage must occur exactly once, with its indentation, and the file must have been read in this conversation; otherwise nothing is changed and the answer says why. Line numbers that Read prints are not part of the passage.",
    {
      file_path: text("Absolute path of the file"),
      old_string: text("The passage"),
      new_string: text("What stands there instead"),
    },
    ["file_path", "old_string", "new_string"],
  ),
  tool(
    "Write",
    "Writes a whole file, creating its folders. For a file that exists, prefer Edit: a whole file hides what has changed. Returns the number of lines written.",
    { file_path: text("Absolute path of the file"), content: text("The whole text") },
    ["file_path", "content"],
  ),
  tool(
    "Bash",
    "Runs one command line in a shell in the project folder. Standard output and error are returned in the order they were written, with the exit code if it is not 0. The limit is two minutes. Do not use it to read, search or edit files: the other tools do that and show the person what happens.",
    {
      command: text("The command line"),
      description: text("What it is for, in five words"),
      timeout: count("Limit in milliseconds"),
    },
    ["command"],
  ),
  tool(
    "Grep",
    "Searches the text of the project's files for a regular expression and returns the lines that match, as path:line:text, at most 250. Files that git ignores are left out. For a name that may be spelt in several ways give alternatives instead of several searches.",
    {
      pattern: text("Regular expression"),
      path: text("Folder or file to search in"),
      glob: text("Only files like this, such as *.ts"),
    },
    ["pattern"],
  ),
  tool(
    "Glob",
    "Lists files by a pattern such as src/**/*.ts, the last changed first, at most 500. Files that git ignores are left out.",
    { pattern: text("The pattern"), path: text("Folder to start in") },
    ["pattern"],
  ),
  tool(
    "Test",
    "Runs the project's tests, all or those whose file or name matches, in a given time zone, and returns the runner's whole report. Use it instead of Bash for tests: the person sees the result as a list.",
    { filter: text("Part of a file name or test name"), timeZone: text("IANA name; default: the machine's") },
    [],
  ),
  tool(
    "Plan",
    "Shows the person what you intend to do as a list of steps, each open, running or done. Use it when there are at least three steps, and keep it up to date. It changes nothing in the project.",
    {
      steps: {
        type: "array",
        items: {
          type: "object",
          properties: { says: text("The step"), state: { type: "string", enum: ["open", "running", "done"] } },
          required: ["says", "state"],
        },
      },
    },
    ["steps"],
  ),
];
