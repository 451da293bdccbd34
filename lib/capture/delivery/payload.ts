import { promisify } from "node:util";
import { gunzip, gzip, gzipSync } from "node:zlib";

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The body of an OTLP/JSON request, compressed or not; each form is made once, and only when it is asked for. */
export class Payload {
  #json: Uint8Array | null;
  #gzip: Uint8Array | null;

  constructor({ json = null, gzip: zipped = null }: { json?: Uint8Array | null; gzip?: Uint8Array | null }) {
    this.#json = json;
    this.#gzip = zipped;
  }

  async json(): Promise<Uint8Array> {
    this.#json ??= await expand(this.#gzip ?? "");
    return this.#json;
  }

  async gzip(): Promise<Uint8Array> {
    this.#gzip ??= await compress(this.#json ?? "");
    return this.#gzip;
  }

  /** The same at once, for a process at its very end. */
  gzipNow(): Uint8Array {
    this.#gzip ??= gzipSync(this.#json ?? "");
    return this.#gzip;
  }
}
