import { serve } from "./serve.ts";

/** A command of the contract: answers with the exit status. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: async (args) => {
    await serve({ sample: !args.includes("--no-sample"), dev: args.includes("--dev") });
    return 0;
  },
};

const USAGE = `usage: npm run outturn -- COMMAND

  serve [--no-sample]                       what npm start runs
`;

export async function runCommand([name = "", ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command(args);
  console.error(USAGE);
  return 2;
}
