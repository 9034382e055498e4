import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { ApertureError } from "@aperture/sdk";

export interface GitParts {
  /** The program; default: `git` as it is found in PATH. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
}

export interface GitAnswer {
  readonly text: string;
  /** It said more than is kept. */
  readonly truncated: boolean;
}

/** Runs git in a project, read only. `args` are fixed words, with paths behind `--`. Throws `history_unreadable`. */
export type Git = (project: string, args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

export interface GitOptions {
  /** Bytes of its answer that are kept; 2 MB where nothing is said. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
  /** On top of its own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const MOST_BYTES = 2 * 1_048_576;

/**
 * What a repository's own configuration could make git run, or reach: all of it off. A project may come from a stranger, with a `.git/config`
 * of theirs.
 */
const settings = [
  "core.fsmonitor=",
  `core.hooksPath=${devNull}`,
  "core.pager=cat",
  "core.editor=false",
  "core.askPass=",
  "core.sshCommand=false",
  "core.gitProxy=false",
  "core.alternateRefsCommand=false",
  `core.attributesFile=${devNull}`,
  "core.untrackedCache=false",
  "core.quotePath=false",
  "credential.helper=",
  "diff.external=",
  "diff.ignoreSubmodules=all",
  "submodule.recurse=false",
  "gpg.program=false",
  "gpg.ssh.program=false",
  "gpg.x509.program=false",
  "log.showSignature=false",
  "log.mailmap=false",
  "log.follow=false",
  "blame.ignoreRevsFile=",
  "blame.markIgnoredLines=false",
  "interactive.diffFilter=",
  "protocol.allow=never",
  "safe.bareRepository=explicit",
  "color.ui=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "uploadpack.packObjectsHook=",
];

/** Nothing of the program's own environment reaches git but what it needs to be found and to find the user's home. */
function environment(env: GitParts["env"] = process.env): Record<string, string> {
  const kept = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"].flatMap((name) =>
    env[name] === undefined ? [] : [[name, env[name]]],
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    // Aliases and drivers of the user's own are no part of the history either.
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_PAGER: "cat",
    GIT_FLUSH: "0",
  };
}

export function createGit({ program = "git", env, timeoutMs = 10_000 }: GitParts = {}): Git {
  return (project, args, { mostBytes = MOST_BYTES, signal, env: more = {} } = {}) =>
    new Promise((resolve, reject) => {
      const given = settings.flatMap((setting) => ["-c", setting]);
      const options = {
        cwd: project,
        env: { ...environment(env), ...more },
        encoding: "buffer" as const,
        maxBuffer: mostBytes,
        timeout: timeoutMs,
        killSignal: "SIGKILL" as const,
        windowsHide: true,
        ...(signal ? { signal } : {}),
      };
      const child = execFile(
        program,
        ["--no-pager", "--no-optional-locks", ...given, ...args],
        options,
        (error, out, complaint) => {
          const isCut = error !== null && "code" in error && error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
          if (error === null || isCut)
            return resolve({ text: out.subarray(0, mostBytes).toString("utf8"), truncated: isCut });
          const reason = error.killed
            ? `git took longer than ${timeoutMs} ms`
            : plain(complaint.toString("utf8")) || plain(error.message);
          reject(new ApertureError("history_unreadable", { project, reason }));
        },
      );
      child.stdin?.end();
    });
}

/** The first line of what git says. */
const plain = (text: string): string =>
  text
    .split("\n")[0]!
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ")
    .slice(0, 200);
