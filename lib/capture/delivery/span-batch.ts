import { Payload } from "./payload.ts";

const FIRST_BYTES = 16 * 1024;
const TAIL = "]}]}]}";

/**
 * Spans as the body of one request, which each joins as bytes when it is recorded: nothing of them is left for the garbage
 * collector, and nothing to be encoded when they go. States: open → sealed, from when its bytes are asked for.
 */
export class SpanBatch {
  spans = 0;
  #bytes: Buffer;
  #length: number;
  #payload: Payload | null = null;

  /** @param head the request up to its first span. */
  constructor(head: string) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, head.length * 4));
    this.#length = this.#bytes.write(head);
  }

  /** @param span its OTLP/JSON. */
  add(span: string): void {
    // Three bytes a character at most, and room for the comma and the tail.
    this.#reserve(span.length * 3 + TAIL.length + 1);
    this.#length += this.#bytes.write(this.spans === 0 ? span : `,${span}`, this.#length);
    this.spans += 1;
  }

  /** Bytes of the request so far. */
  get bytes(): number {
    return this.#length;
  }

  /** Whether it takes more. */
  get open(): boolean {
    return this.#payload === null;
  }

  /** The whole request. Nothing can be added after it was asked for. */
  get payload(): Payload {
    if (this.#payload !== null) return this.#payload;
    const end = this.#length + this.#bytes.write(TAIL, this.#length);
    this.#payload = new Payload({ json: this.#bytes.subarray(0, end) });
    return this.#payload;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
