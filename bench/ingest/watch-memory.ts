import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 500;

export interface MemoryWatch {
  /** Ends it. @returns the most that was seen, in MB. */
  stop(): { readonly serverMb: number; readonly postgresMb: number };
}

/**
 * Watches a server's resident memory, and that of the Postgres it started, where /proc tells. Postgres' processes share their
 * buffers, so of them only the share of each (PSS) is added up.
 */
export function watchMemory(serverPid: number): MemoryWatch {
  const most = { server: 0, postgres: 0 };
  const look = (): void => {
    const children = childrenByParent();
    const family = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(family)];
    let server = 0;
    let postgres = 0;
    for (const pid of family(serverPid)) {
      if (nameOf(pid) === "postgres") postgres += kilobytes(pid, "smaps_rollup", "Pss");
      else server += kilobytes(pid, "status", "VmRSS");
    }
    most.server = Math.max(most.server, server);
    most.postgres = Math.max(most.postgres, postgres);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { serverMb: most.server / 1000, postgresMb: most.postgres / 1000 };
    },
  };
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statusOf(pid, "status", "PPid"));
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

function nameOf(pid: number): string {
  return statusOf(pid, "status", "Name");
}

function kilobytes(pid: number, file: string, field: string): number {
  return Number.parseInt(statusOf(pid, file, field), 10) || 0;
}

/** A field of a file under /proc; empty when the process has ended meanwhile. */
function statusOf(pid: number, file: string, field: string): string {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
    return new RegExp(`^${field}:\\s*(.*)$`, "m").exec(text)?.[1] ?? "";
  } catch {
    return "";
  }
}
