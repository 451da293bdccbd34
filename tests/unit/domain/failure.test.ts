import { describe, expect, it } from "vitest";

import { FAILURE_CLASSES, failureGroup, invitesReask, invitesRetry } from "#lib/domain/failure.ts";

describe("failure classes", () => {
  it("belong to exactly one group each, but for ok", () => {
    expect(failureGroup("ok")).toBeNull();
    for (const failure of FAILURE_CLASSES.slice(1)) expect(failureGroup(failure)).not.toBeNull();
  });

  it("invite a re-ask after broken output, broken tools, nothing at all or a cut answer", () => {
    expect(FAILURE_CLASSES.filter(invitesReask)).toEqual([
      "truncated",
      "empty",
      "invalid_json",
      "schema_mismatch",
      "missing_tool_call",
      "unknown_tool",
      "malformed_arguments",
      "invalid_arguments",
    ]);
  });

  it("invite a retry after transport and provider failures only", () => {
    expect(FAILURE_CLASSES.filter(invitesRetry)).toEqual([
      "timeout",
      "network",
      "aborted",
      "stream_interrupted",
      "rate_limited",
      "overloaded",
      "server_error",
      "auth",
      "invalid_request",
      "context_overflow",
    ]);
  });
});
