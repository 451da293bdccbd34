import { z } from "zod";
import type { Lead } from "./leads.ts";

/** One tool of the agent: its schema goes to the model, its `run` answers. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>> & { readonly type: "object" };
  /** @throws ZodError when the arguments do not fit; the agent hands its message back to the model. */
  run(input: unknown): string;
}

const Lookup = z.strictObject({ lead_id: z.string() });
const Search = z.strictObject({ name: z.string().min(2) });
const Quote = z.strictObject({ lead_id: z.string(), tier: z.enum(["team", "business"]), seats: z.int().min(1) });

/** The agent's tools for one lead. Nothing leaves the process: the CRM, the search and the quote are made up. */
export function toolsFor(lead: Lead): readonly Tool[] {
  return [
    {
      name: "crm_lookup",
      description: "Everything the CRM knows about a lead.",
      schema: objectSchema({ lead_id: { type: "string" } }),
      run: (input) => {
        const { lead_id } = Lookup.parse(input);
        return JSON.stringify({ lead_id, customer: lead.customer, company: lead.company, message: lead.message });
      },
    },
    {
      name: "search_company",
      description: "Size and trade of a company, by name.",
      schema: objectSchema({ name: { type: "string", minLength: 2 } }),
      run: (input) => JSON.stringify({ name: Search.parse(input).name, employees: lead.employees }),
    },
    {
      name: "send_quote",
      description: "Sends a quote to the lead.",
      schema: objectSchema({
        lead_id: { type: "string" },
        tier: { type: "string", enum: ["team", "business"] },
        seats: { type: "integer", minimum: 1 },
      }),
      run: (input) => `sent: ${JSON.stringify(Quote.parse(input))}`,
    },
  ];
}

function objectSchema(properties: Record<string, unknown>): Tool["schema"] {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
