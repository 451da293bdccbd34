/** What arrives in the inbox, and what the fake provider makes of it where no real model is asked. */
const SCENARIOS = [
  "smooth",
  "busy_provider",
  "smooth",
  "bad_arguments",
  "wrong_verdict",
  "smooth",
  "never_valid",
  "provider_down",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Lead {
  readonly id: string;
  readonly number: number;
  readonly customer: string;
  readonly company: string;
  readonly employees: number;
  readonly message: string;
  /** What a salesperson would say of it. */
  readonly qualified: boolean;
}

const COMPANIES = [
  ["acme", "Harbour Cranes Ltd", 420],
  ["borealis", "Nine Bakers", 6],
  ["acme", "Tideway Logistics", 1800],
  ["cobalt", "Fern & Sons", 35],
] as const;

/** The lead of a number: always the same for the same number. */
export function leadOf(number: number, run: string): Lead {
  const [customer, company, employees] = COMPANIES[number % COMPANIES.length] ?? COMPANIES[0];
  return {
    id: `lead-${run}-${number}`,
    number,
    customer,
    company,
    employees,
    message: `We are ${company}. We would like a quote for your planning software.`,
    qualified: employees >= 20,
  };
}

/** The scenario that a lead's number stands for. */
export function scenarioOf(leadId: string): Scenario {
  const number = Number(/-(\d+)$/.exec(leadId)?.[1] ?? 0);
  return SCENARIOS[number % SCENARIOS.length] ?? "smooth";
}
