// npm run audit: writes what the server is made of (sbom.cdx.json, CycloneDX) and asks the registry for known faults in it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, npm, prepare, root } from "./prepare.mjs";

const BILL = "sbom.cdx.json";

prepare();

const bill = npm(["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"]);
if (bill.status !== 0) fail(`npm sbom did not succeed: ${bill.stderr.trim()}`);
const { components } = /** @type {{ components: unknown[] }} */ (JSON.parse(bill.stdout));
writeFileSync(join(root, BILL), bill.stdout);
console.log(`${BILL}: ${components.length} packages`);

const audit = npm(["audit", "--omit", "dev", "--audit-level", "high", "--json"]);
const found = readReport(audit.stdout);
if (found === null) {
  // A mirror may hold packages and no advisories. That is no fault of the packages, and not a clean bill either.
  console.log("audit: not done, the registry gives no advisories");
} else {
  const { high, critical, moderate, low } = found;
  console.log(`audit: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low`);
  process.exitCode = high + critical === 0 ? 0 : 1;
}

/** @typedef {Record<"critical" | "high" | "moderate" | "low", number>} Found */

/**
 * @param {string} text
 * @returns {Found | null}
 */
function readReport(text) {
  try {
    const report = /** @type {{ metadata?: { vulnerabilities?: Found } }} */ (JSON.parse(text));
    return report.metadata?.vulnerabilities ?? null;
  } catch {
    return null;
  }
}
