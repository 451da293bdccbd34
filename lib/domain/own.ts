/** What a name that came from outside stands for: nothing that every object has, as `constructor` or `__proto__`. */
export function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
