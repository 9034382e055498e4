import type { UpdateProof } from "@aperture/sdk";

/** Of a version that was not tried on any request, and why. */
export function unmeasuredProof(finding: string, passed: boolean): UpdateProof {
  const nothing = { promptTokens: 0, bill: 0, usd: null };
  return {
    requests: 0,
    sessions: 0,
    before: nothing,
    after: nothing,
    beforeP50: null,
    afterP50: null,
    changedBlocks: 0,
    failures: passed ? 0 : 1,
    passed,
    findings: [finding],
  };
}
