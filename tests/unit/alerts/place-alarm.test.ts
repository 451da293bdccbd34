import { expect, test } from "vitest";

import { placeAlarm } from "#lib/alerts/place-alarm.ts";
import type { OpenPlacing, Placing } from "#lib/alerts/place-alarm.ts";

interface Of {
  readonly family?: Placing["family"];
  readonly taskType?: string;
  readonly providers?: readonly string[];
  readonly models?: readonly string[];
}

const at = ({ family = "availability", taskType, providers, models }: Of): Placing => ({
  family,
  taskType: taskType ?? null,
  providers: new Set(providers),
  models: new Set(models),
});
const open = (id: string, placing: Placing, openedMinute = 1000): OpenPlacing => ({ ...placing, id, openedMinute });

const OPENAI = at({ providers: ["openai"], models: ["gpt-5"] });

test("another model of the provider that is away belongs to the same incident, however late", () => {
  const mini = at({ providers: ["openai"], models: ["gpt-5-mini"] });
  expect(placeAlarm(mini, 1002, [open("a", OPENAI)])).toBe("a");
  expect(placeAlarm(mini, 1400, [open("a", OPENAI)])).toBe("a");
});

test("another provider, or another family of figures, is an incident of its own", () => {
  expect(placeAlarm(at({ providers: ["anthropic"] }), 1002, [open("a", OPENAI)])).toBeNull();
  expect(placeAlarm({ ...OPENAI, family: "quality" }, 1002, [open("a", OPENAI)])).toBeNull();
});

test("quality of the same model, or of the same task type, is one incident when it begins within the hour", () => {
  const tools = open("q", at({ family: "quality", models: ["gpt-5"], taskType: "invoices" }));
  const json = at({ family: "quality", models: ["gpt-5"] });
  const checks = at({ family: "quality", taskType: "invoices" });
  expect([placeAlarm(json, 1060, [tools]), placeAlarm(checks, 1060, [tools])]).toEqual(["q", "q"]);
  expect(placeAlarm(json, 1061, [tools])).toBeNull();
  expect(placeAlarm(at({ family: "quality", models: ["o5"] }), 1010, [tools])).toBeNull();
});
