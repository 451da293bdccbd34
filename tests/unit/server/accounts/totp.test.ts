import { expect, test } from "vitest";

import { totpOf } from "#tests/support/totp.ts";

test("the tests' authenticator shows what RFC 6238 says it shows", () => {
  // Appendix B, SHA1: "12345678901234567890" in base32; its eight digits end in these six.
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  expect(totpOf(secret, 59_000)).toBe("287082");
  expect(totpOf(secret, 1_111_111_109_000)).toBe("081804");
});
