/** Proxies close connections that are silent for a minute. */
const KEEP_ALIVE_MS = 20_000;

/** Server-sent events from whatever `subscribe` reports, until the reader goes away. */
export function eventStream(request: Request, subscribe: (send: (data: string) => void) => () => void): Response {
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const unsubscribe = subscribe((data) => {
        controller.enqueue(encoder.encode(`data: ${data}\n\n`));
      });
      const keepAlive = setInterval(() => {
        controller.enqueue(encoder.encode(":\n\n"));
      }, KEEP_ALIVE_MS).unref();
      end = () => {
        end = () => undefined;
        unsubscribe();
        clearInterval(keepAlive);
      };
      request.signal.addEventListener("abort", () => {
        end();
      });
    },
    cancel() {
      end();
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
  return new Response(stream, { headers });
}
