import { setImmediate } from "node:timers/promises";

/** Milliseconds: far less than an export waits to be committed anyway. */
const TURN_MS = 8;

/** A stretch of long work in a thread that also takes exports; when it is over, what waits in the thread goes first. */
export class Turn {
  #endsMs = performance.now() + TURN_MS;

  isOver(): boolean {
    return performance.now() >= this.#endsMs;
  }

  async pass(): Promise<void> {
    await setImmediate();
    this.#endsMs = performance.now() + TURN_MS;
  }
}
