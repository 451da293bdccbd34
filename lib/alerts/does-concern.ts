export interface Asked {
  /** Empty is any. */
  readonly models: readonly string[];
  readonly taskTypes: readonly string[];
}

/** Whether a part of an incident, by its stored scope, concerns these models and task types. What it does not say it may concern. */
export function doesConcern(scope: unknown, { models, taskTypes }: Asked): boolean {
  const type = namesOf(scope, "task_type");
  return meets(namesOf(scope, "models"), models) && meets(type, taskTypes);
}

function meets(names: readonly string[], asked: readonly string[]): boolean {
  return names.length === 0 || asked.length === 0 || asked.some((name) => names.includes(name));
}

function namesOf(scope: unknown, name: string): readonly string[] {
  const value: unknown = typeof scope === "object" && scope !== null ? Reflect.get(scope, name) : undefined;
  return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
}
