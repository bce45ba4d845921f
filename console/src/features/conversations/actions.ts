import { useQuery } from "@tanstack/react-query";
import { conversations as api } from "@/api/client";
import { queries } from "@/api/query";
import type { Row } from "@/api/types";
import { takeRow } from "./data";

export async function claim(id: string): Promise<Row> {
  return takeRow(await api.claim(id));
}

export async function transfer(id: string, to: { queue_id?: string; agent_id?: string }, note: string): Promise<Row> {
  return takeRow(await api.transfer(id, { ...to, note }));
}

export async function setTags(id: string, tags: string[]): Promise<Row> {
  const row = takeRow(await api.tag(id, tags));
  await queries.invalidateQueries({ queryKey: ["tags"] });
  return row;
}

const NONE: string[] = [];

/** Tags in use, those given last first. */
export function useTags(): string[] {
  return useQuery({ queryKey: ["tags"], queryFn: ({ signal }) => api.tags(signal) }).data?.items ?? NONE;
}

export async function close(
  id: string,
  body: { reason: string; codes: string[]; note: string; survey: boolean },
): Promise<Row> {
  const { note, ...rest } = body;
  return takeRow(await api.close(id, note === "" ? rest : { ...rest, note }));
}

export async function finish(id: string, codes: string[], note: string): Promise<Row> {
  return takeRow(await api.finish(id, note === "" ? { codes } : { codes, note }));
}

export async function handback(id: string, instruction: string): Promise<Row> {
  return takeRow(await api.handback(id, instruction === "" ? {} : { instruction }));
}
