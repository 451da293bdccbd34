import { Agent, request } from "node:http";

import { pathOf } from "./questions.ts";
import type { Question } from "./questions.ts";

export interface Target {
  readonly url: string;
  readonly key: string;
}

export interface Sample {
  readonly question: Question;
  readonly ms: number[];
}

/** One connection that is kept, as a page or a script has. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** From the request to the last byte of the answer. */
  readonly ms: number;
}

export async function ask({ url, key }: Target, question: Question): Promise<Answer> {
  const began = performance.now();
  return new Promise((answered, reject) => {
    const asked = request(
      new URL(pathOf(question), url.replace("localhost", "127.0.0.1")),
      { agent, headers: { authorization: `Bearer ${key}` } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const ms = performance.now() - began;
          answered({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8"), ms });
        });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

export async function askAll(to: Target, asked: readonly Question[]): Promise<void> {
  for (const question of asked) await ask(to, question);
}

/**
 * Asks all questions in turn, again and again, so that none is answered from what the one before warmed. Those with more
 * rows than an answer may have are left out.
 */
export async function measureAll(to: Target, asked: readonly Question[], repeats: number): Promise<Sample[]> {
  const samples = asked.map((question): Sample => ({ question, ms: [] }));
  for (let i = 0; i < repeats; i += 1) {
    for (const { question, ms } of samples) {
      const answer = await ask(to, question);
      if (answer.status === 200) ms.push(answer.ms);
      else if (!answer.body.includes("more than 5000 rows"))
        throw new Error(`${pathOf(question)} was answered ${answer.status}: ${answer.body.slice(0, 300)}`);
    }
  }
  return samples.filter(({ ms }) => ms.length > 0);
}
