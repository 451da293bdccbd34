import { bag } from "./peek.ts";
import type { OpenCall } from "./record/open-call.ts";

/**
 * Follows the results of a message batch as the caller reads them. The method is async, so deriving a promise from its own
 * triggers nothing; the decoder stays the object the SDK made.
 */
export function watchResults(call: OpenCall, result: unknown): unknown {
  if (!(result instanceof Promise)) return result;
  return result.then((decoder: unknown) => {
    watchDecoder(call, decoder);
    return decoder;
  });
}

function watchDecoder(call: OpenCall, decoder: unknown): void {
  const { decoder: original } = bag(decoder);
  if (typeof original !== "function" || typeof decoder !== "object" || decoder === null) return;
  const value = function (this: unknown): AsyncIterator<unknown> {
    // The SDK's own async generator of parsed lines.
    const inner = Reflect.apply(original, this, []) as AsyncIterator<unknown>;
    const next = inner.next.bind(inner);
    inner.next = () =>
      next().then((item) => {
        if (item.done === true) call.end({ kind: "unread" });
        else call.take(item.value);
        return item;
      });
    return inner;
  };
  Object.defineProperty(decoder, "decoder", { value, writable: true, configurable: true });
}
