/**
 * Everything the client library exports, as text: a change of it is a change of what users build on.
 *
 *   node scripts/report-api.mjs            prints it
 *   node scripts/report-api.mjs --write    keeps it in tests/types/public-api.txt, with which a test compares it
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

import { ENTRY, ROOT, compileLibrary, nameOf } from "./compile-library.mjs";

/** @returns {string} */
function report() {
  const { program, declarations } = compileLibrary();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, `${ENTRY}.ts`));
  const entry = source && checker.getSymbolAtLocation(source);
  if (entry === undefined) throw new Error(`${ENTRY}.ts exports nothing`);
  const exported = checker.getExportsOfModule(entry).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const file = nameOf(target.declarations?.[0]?.getSourceFile().fileName ?? "");
    return { name: symbol.name, text: declare(target.name, file, declarations.get(file) ?? "") };
  });
  return exported
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ text }) => text)
    .join("\n\n");
}

/**
 * The declaration of a name as its users see it, without comments.
 * @param {string} name
 * @param {string} file
 * @param {string} text
 */
function declare(name, file, text) {
  const source = ts.createSourceFile(`${file}.d.ts`, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.filter((statement) => namesOf(statement).includes(name));
  const printer = ts.createPrinter({ removeComments: true });
  return found.map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source)).join("\n");
}

/**
 * @param {ts.Statement} statement
 * @returns {(string | undefined)[]}
 */
function namesOf(statement) {
  const declares =
    ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return declares || ts.isFunctionDeclaration(statement) ? [statement.name?.text] : [];
}

const text = `${report()}\n`;
if (process.argv.includes("--write")) writeFileSync(join(ROOT, "tests/types/public-api.txt"), text);
else process.stdout.write(text);
