/** The words of failure that compilers, runtimes, shells and test runners use. */
const failure =
  /\b(?:errors?|exceptions?|traceback|panic(?:ked)?|fatal|fail(?:s|ed|ure|ures|ing)?|denied|refused|undefined|cannot|can't|unable|abort(?:ed)?|segfault|segmentation fault|unhandled|rejected|critical|not found|no such|timed out|assert(?:ion)?)\b/i;
/** Names of failures: `TypeError`, `java.io.IOException`, `ENOENT`, `EACCES`. */
const failureName = /[A-Za-z](?:Error|Exception)\b|\bE[A-Z]{4,}\b/;
/** Only the beginning and the end of a very long line are looked at: messages stand there, and data in between. */
const looked = 2_000;

export function isErrorLine(line: string): boolean {
  const text = line.length > looked * 2 ? `${line.slice(0, looked)}\n${line.slice(-looked)}` : line;
  return failure.test(text) || failureName.test(text);
}
