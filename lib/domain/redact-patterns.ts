import type { RedactPattern } from "./redact.ts";

/**
 * What looks like a key or a token wherever it stands: the prefixes that providers and code hosts give theirs so that they can be
 * found, bearer credentials, and JSON web tokens. Repetitions are bounded or taken whole, so that no text makes it slow.
 */
export const CREDENTIAL = new RegExp(
  [
    String.raw`\b(?:sk|pk|rk)[-_][\w-]{12,}`,
    String.raw`\b(?:AIza|gsk_|hf_|xai-|pplx-|glpat-|npm_|ya29\.)[\w-]{20,}`,
    String.raw`\bA(?:KIA|SIA)[A-Z0-9]{12,}`,
    String.raw`\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}`,
    String.raw`\bxox[abeprs]-[\w-]{10,}`,
    String.raw`\bot_(?:ingest|read|admin)_[\w-]{20,}`,
    String.raw`\beyJ[\w-]{8,1024}\.[\w-]{8,8192}\.[\w-]*`,
    // A word of prose after "basic" is no credential: those have a digit, a sign, or length.
    String.raw`\b(?:bearer|basic)\s{1,8}(?=\S{0,64}[\d=]|\S{20})[\w.~+/=-]{8,}`,
  ].join("|"),
  "gi",
);

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g;
const IN_ADDRESS = /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:[\]]{0,128}:[^\s/@[\]]{1,256}(?=@)/gi;
const SECRET_WORD =
  "pass(?:word|wd|phrase|code)|pwd|secret|(?:x[_-]?)?api[_-]?key|(?:access|auth|refresh|session|bearer|id)[_-]?token|client[_-]?secret|private[_-]?key|signature";
const ASSIGNED = new RegExp(
  String.raw`(?<before>\b(?:${SECRET_WORD})["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;&<>{}[\]()]{6,256}`,
  "gi",
);
const SECRET_NAME = new RegExp(`^(?:${SECRET_WORD}|token|authorization|cookie)$`, "i");

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}[\p{L}\p{N}-]{1,62}/gu;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g;
const CARD = /(?<![\d.])(?:\d{13,19}|\d{4}(?:([ -])\d{4}){3}(?:\1\d{3})?|\d{4}[ -]\d{6}[ -]\d{4,5})(?![\d.]\d|\d)/g;
const US_SSN = /(?<![\d-])(?!000|666|9)\d{3}-\d{2}-\d{4}(?![\d-])/g;
/** With the code of a country; American; or with the leading zero of a national number, in two or more groups. */
const PHONE =
  /(?<![\w+])(?<!\d[ -])(?:\+|00)[1-9]\d{0,2}(?:[ .()/-]{0,2}\d){6,13}(?!\d)|(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])|(?<![\w.:/-])(?<!\d )\(?0\d{1,4}\)?[ /-]\d{3,4}(?:[ -]?\d{2,4}){1,3}(?![\w:/-])/g;

/** What is taken out of captured content unless somebody asks for it to be left in. The order counts: keys before what they hold. */
export const DEFAULT_PATTERNS: readonly RedactPattern[] = [
  { name: "credential", find: PRIVATE_KEY },
  { name: "credential", find: CREDENTIAL, field: SECRET_NAME },
  { name: "credential", find: IN_ADDRESS },
  { name: "credential", find: ASSIGNED },
  { name: "email", find: EMAIL },
  { name: "iban", find: IBAN, measure: ibanLength },
  { name: "card", find: CARD, measure: (match) => (isCard(match) ? match.length : 0) },
  { name: "us_ssn", find: US_SSN },
  { name: "phone", find: PHONE },
];

/** The first characters of a match that are an IBAN by their check digits: words in capitals may follow it. 0 for none. */
function ibanLength(match: string): number {
  let end = match.length;
  while (end >= 15) {
    if (checksAsIban(match.slice(0, end).replaceAll(" ", ""))) return end;
    end = match.lastIndexOf(" ", end - 1);
  }
  return 0;
}

/** ISO 13616: the first four characters put last, letters counted from A = 10, the remainder by 97 is 1. */
function checksAsIban(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false;
  let rest = 0;
  for (const letter of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

/** Whether digits begin as those of an issuer and fit the check digit of ISO/IEC 7812. */
function isCard(match: string): boolean {
  const digits = match.replaceAll(/[ -]/g, "");
  if (!/^(?:4|5[0-8]|2[2-7]|3[0-9]|6)/.test(digits)) return false;
  let sum = 0;
  for (let place = 1; place <= digits.length; place += 1) {
    const digit = Number(digits.at(-place));
    const doubled = place % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
