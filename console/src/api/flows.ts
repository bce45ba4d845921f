// Task flows, the business systems they ask, and the calls that were made.
import { call } from "./http";
import type {
  BusinessCallPage,
  BusinessSystem,
  BusinessSystemDraft,
  BusinessTried,
  FlowTried,
  FlowTry,
  JudgedFlow,
  TaskFlow,
  TaskFlowLine,
  TaskFlowVersion,
} from "./types";

interface Many<T> {
  items: T[];
}

export const flows = {
  list: (signal?: AbortSignal) => call<Many<TaskFlowLine>>("GET", "/flows", { signal }),
  read: (id: string, signal?: AbortSignal) => call<TaskFlow>("GET", `/flows/${id}`, { signal }),
  judge: (yaml: string, signal?: AbortSignal) => call<JudgedFlow>("POST", "/flows/judge", { body: { yaml }, signal }),
  make: (yaml: string, note: string) => call<TaskFlow>("POST", "/flows", { body: { yaml, note } }),
  change: (id: string, body: { yaml: string; version: number; note: string }) =>
    call<TaskFlow>("PUT", `/flows/${id}`, { body }),
  publish: (id: string, published: number | null, version: number) =>
    call<TaskFlow>("PUT", `/flows/${id}/published`, { body: { published, version } }),
  versions: (id: string, signal?: AbortSignal) =>
    call<Many<TaskFlowVersion>>("GET", `/flows/${id}/versions`, { signal }),
  restore: (id: string, to: number, version: number) =>
    call<TaskFlow>("POST", `/flows/${id}/restore`, { body: { to, version } }),
  remove: (id: string, version: number) => call<void>("DELETE", `/flows/${id}`, { query: { version } }),
  try: (body: FlowTry) => call<FlowTried>("POST", "/flows/try", { body }),
  systems: (signal?: AbortSignal) => call<Many<BusinessSystem>>("GET", "/business-systems", { signal }),
  putSystem: (code: string, body: BusinessSystemDraft) =>
    call<BusinessSystem>("PUT", `/business-systems/${encodeURIComponent(code)}`, { body }),
  removeSystem: (code: string) => call<void>("DELETE", `/business-systems/${encodeURIComponent(code)}`),
  trySystem: (code: string, body: { operation: string; give: Record<string, string>; changes: boolean }) =>
    call<BusinessTried>("POST", `/business-systems/${encodeURIComponent(code)}/try`, { body }),
  calls: (failed: boolean, cursor: string, signal?: AbortSignal) =>
    call<BusinessCallPage>("GET", "/business-calls", { query: { failed, cursor }, signal }),
};
