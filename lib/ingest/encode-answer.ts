import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

export type Encoding = "protobuf" | "json";

export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** Codes of google.rpc.Status that this receiver answers with. */
export const RPC_CODES = { invalidArgument: 3, resourceExhausted: 8, unavailable: 14 } as const;

/** ExportTraceServiceResponse: nothing when all is well, else how many spans were rejected and why. */
export function encodeResponse(encoding: Encoding, rejected: number, message: string): Uint8Array | string {
  const silent = rejected === 0 && message === "";
  if (encoding === "json") {
    if (silent) return "{}";
    return JSON.stringify({ partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } });
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
