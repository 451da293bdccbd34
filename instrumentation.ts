import type { Instrumentation } from "next";

/** Next's start-up hook: everything was opened by `outturn serve`, in this process; a server started past it says so at once. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { getRuntime } = await import("#lib/server/runtime.ts");
  await getRuntime();
}

/** What a page or route threw: the error and the place, never what was asked or sent. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { log } = await import("#lib/server/log.ts");
  log.error({ err: error, method: request.method, route: context.routePath }, "a request failed");
};
