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
    const family = familyOf(serverPid);
    const server = sum(family.server, (pid) => kilobytes(pid, "status", "VmRSS"));
    const postgres = sum(family.postgres, (pid) => kilobytes(pid, "smaps_rollup", "Pss"));
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

export interface CpuSeconds {
  readonly server: number;
  readonly postgres: number;
}

/** Processor time that a server and its Postgres have used so far; on a shared machine it says more than the clock does. */
export function readCpu(serverPid: number): CpuSeconds {
  const family = familyOf(serverPid);
  return { server: sum(family.server, cpuSeconds), postgres: sum(family.postgres, cpuSeconds) };
}

/** User and system time, fields 14 and 15 of /proc/PID/stat, in hundredths of a second. */
export function cpuSeconds(pid: number): number {
  const stat = textOf(pid, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function familyOf(serverPid: number): { server: number[]; postgres: number[] } {
  const children = childrenByParent();
  const family = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(family)];
  const { server = [], postgres = [] } = Object.groupBy(family(serverPid), (pid) =>
    fieldOf(pid, "status", "Name") === "postgres" ? "postgres" : "server",
  );
  return { server, postgres };
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0);
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(fieldOf(pid, "status", "PPid"));
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

function kilobytes(pid: number, file: string, field: string): number {
  return Number.parseInt(fieldOf(pid, file, field), 10) || 0;
}

function fieldOf(pid: number, file: string, field: string): string {
  return new RegExp(`^${field}:\\s*(.*)$`, "m").exec(textOf(pid, file))?.[1] ?? "";
}

/** A file under /proc; empty when the process has ended meanwhile. */
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
