import type { DeclaredTool } from "#lib/verdict/tools.ts";
import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { asText, at, isRecord, parseJson } from "./read-attributes.ts";

/** The tools that a span says its request offered. */
export interface DeclaredTools {
  readonly byName: ReadonlyMap<string, DeclaredTool>;
  /** Whether a name that is not among them was made up: all entries were read, and none may bring others. */
  readonly complete: boolean;
}

const MOST_TOOLS = 512;
const FLATTENED = /^llm\.request\.functions\.(\d+)\.name$/;
const OPENINFERENCE = /^llm\.tools\.\d+\.tool\.json_schema$/;

/** The definitions behind a call, where content was sent with it; null where none are there. */
export function readDeclaredTools(attributes: Attributes): DeclaredTools | null {
  for (const read of [fromDefinitions, fromVercel, fromFlattened, fromOpenInference, fromRequest]) {
    const entries = read(attributes);
    if (entries.length > 0) return declare(entries.slice(0, MOST_TOOLS), entries.length <= MOST_TOOLS);
  }
  return null;
}

function declare(entries: readonly unknown[], whole: boolean): DeclaredTools {
  const tools = entries.flatMap((entry) => group(entry) ?? [entry]).map(declaredOf);
  const byName = new Map<string, DeclaredTool>();
  for (const tool of tools) if (tool !== null) byName.set(tool.name, tool);
  return { byName, complete: whole && tools.every((tool) => tool !== null && tool.kind !== "hosted") };
}

/** Google's declarations stand in a list within an entry. */
function group(entry: unknown): readonly unknown[] | null {
  const inner = at(entry, "functionDeclarations") ?? at(entry, "function_declarations");
  return Array.isArray(inner) ? inner : null;
}

const SCHEMA_NAMES = ["parameters", "input_schema", "inputSchema", "parameters_json_schema", "parametersJsonSchema"];

function declaredOf(entry: unknown): DeclaredTool | null {
  const inner = at(entry, "function");
  const tool = isRecord(inner) ? inner : entry;
  const name = at(tool, "name");
  if (typeof name !== "string" || name === "") return null;
  const schema = schemaOf(tool);
  const type = at(entry, "type") ?? "function";
  if (schema !== undefined || type === "function") return { name, kind: "function", schema };
  return { name, kind: type === "custom" ? "custom" : "hosted", schema: undefined };
}

function schemaOf(tool: unknown): unknown {
  for (const key of SCHEMA_NAMES) {
    const said = at(tool, key);
    const schema = typeof said === "string" ? parseJson(said) : said;
    if (isRecord(schema)) return at(schema, "jsonSchema") ?? schema;
  }
  return undefined;
}

function fromDefinitions(attributes: Attributes): readonly unknown[] {
  return listOf(attributes.get("gen_ai.tool.definitions"));
}

/** `ai.prompt.tools`: a text for each. */
function fromVercel(attributes: Attributes): readonly unknown[] {
  return listOf(attributes.get("ai.prompt.tools"));
}

/** OpenLLMetry: one attribute a field. */
function fromFlattened(attributes: Attributes): readonly unknown[] {
  const entries: unknown[] = [];
  for (const [key, value] of attributes) {
    if (!FLATTENED.test(key)) continue;
    const parameters = asText(attributes.get(key.replace(/name$/, "parameters")), 262_144);
    entries.push({ name: asText(value), ...(parameters !== null && { parameters }) });
  }
  return entries;
}

function fromOpenInference(attributes: Attributes): readonly unknown[] {
  return [...attributes].flatMap(([key, value]) => (OPENINFERENCE.test(key) ? [parseJson(value)] : []));
}

/** The request itself, as some keep it; and pydantic-ai's own form of it. */
function fromRequest(attributes: Attributes): readonly unknown[] {
  for (const name of ["input.value", "langfuse.observation.input"]) {
    const text = attributes.get(name);
    const tools = typeof text === "string" && text.includes('"tools"') ? at(parseJson(text), "tools") : null;
    if (Array.isArray(tools)) return tools;
  }
  const functions = at(parseJson(attributes.get("model_request_parameters")), "function_tools");
  return Array.isArray(functions) ? functions : [];
}

/** A list, or its JSON; its entries may be JSON, too. */
function listOf(value: AttributeValue | undefined): readonly unknown[] {
  const items: unknown = Array.isArray(value) ? value : parseJson(value);
  return Array.isArray(items) ? items.map((item: unknown) => (typeof item === "string" ? parseJson(item) : item)) : [];
}
