import type { Command } from "commander";
import { type CompletionNode, commandTree } from "./command-tree.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The script that teaches `shell` the commands and options of this program. */
export function writeCompletions(program: Command, shell: Shell): string {
  return writers[shell](commandTree(program));
}

const writers: Record<Shell, (nodes: CompletionNode[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const quote = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;
const wordsOf = (node: CompletionNode): string => node.words.map(({ word }) => word).join(" ");

/** The longest path that the line begins with decides; behind `run`, everything belongs to the agent. */
function bashScript(nodes: CompletionNode[]): string {
  const cases = nodes.map((node) => `    ${quote(node.path.join(" "))}) words=${quote(wordsOf(node))} ;;`);
  const groups = nodes.filter((node) => node.path.length > 0).map((node) => quote(node.path.join(" ")));
  return `# bash completion for aperture
_aperture() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words="" i
  local known=(${groups.join(" ")})
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${path:+$path }\${COMP_WORDS[i]}"
    local k found=
    for k in "\${known[@]}"; do [ "$k" = "$word" ] && found=1; done
    [ -n "$found" ] || break
    path="$word"
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _aperture aperture`;
}

function zshScript(nodes: CompletionNode[]): string {
  const cases = nodes.map((node) => {
    const entries = node.words.map(({ word, summary }) => quote(`${word}:${summary}`));
    return `    ${quote(node.path.join(" "))}) entries=(${entries.join(" ")}) ;;`;
  });
  const groups = nodes.filter((node) => node.path.length > 0).map((node) => quote(node.path.join(" ")));
  return `#compdef aperture
_aperture() {
  local taken="" word
  local -a entries known
  known=(${groups.join(" ")})
  for word in "\${(@)words[2,CURRENT-1]}"; do
    word="\${taken:+$taken }$word"
    (( \${known[(Ie)$word]} )) || break
    taken="$word"
  done
  case "$taken" in
${cases.join("\n")}
  esac
  _describe aperture entries || _files
}
compdef _aperture aperture`;
}

function fishScript(nodes: CompletionNode[]): string {
  const lines = nodes.flatMap((node) => {
    const seen = node.path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const children = node.words.filter(({ word }) => !word.startsWith("--")).map(({ word }) => word);
    const inside = children.length > 0 ? `not __fish_seen_subcommand_from ${children.join(" ")}` : "";
    const condition = [seen, inside].filter((part) => part !== "").join("; and ");
    return node.words.map(({ word, summary }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${quote(word)}`;
      return `complete -c aperture ${condition === "" ? "" : `-n ${quote(condition)} `}${what} -d ${quote(summary)}`;
    });
  });
  return ["# fish completion for aperture", ...lines].join("\n");
}
