import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

export type Encoding = "protobuf" | "json";

export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** Codes of google.rpc.Status that this receiver answers with. */
export const RPC_CODES = { invalidArgument: 3, resourceExhausted: 8, unavailable: 14 } as const;

/** How an export went: how many of its items were rejected and why, under the JSON field of its signal. */
export interface Acceptance {
  readonly rejected: number;
  readonly message: string;
  readonly field: string;
}

/** Export…ServiceResponse: nothing when all is well. The signals differ in nothing but a name in JSON. */
export function encodeResponse(encoding: Encoding, { rejected, message, field }: Acceptance): Uint8Array | string {
  const silent = rejected === 0 && message === "";
  if (encoding === "json") {
    if (silent) return "{}";
    return JSON.stringify({ partialSuccess: { [field]: String(rejected), errorMessage: message } });
  }
  if (silent) return new Uint8Array(0);
  const partial = new BinaryWriter().tag(1, WireType.Varint).int64(rejected);
  partial.tag(2, WireType.LengthDelimited).string(message);
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(partial.finish()).finish();
}

/** google.rpc.Status. */
export function encodeStatus(encoding: Encoding, code: number, message: string): Uint8Array | string {
  if (encoding === "json") return JSON.stringify({ code, message });
  return new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(code)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish();
}
