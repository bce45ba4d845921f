import { callbacks } from "@/api/callbacks";
import { useQuery } from "@tanstack/react-query";
import { conversations as api } from "@/api/client";
import { queries } from "@/api/query";
import { tagsOffered } from "@/api/service";
import { transfers } from "@/api/transfers";
import type { OfferedTags, Row } from "@/api/types";
import type { Outcome } from "./bulk";
import { takeRow } from "./data";

export async function claim(id: string): Promise<Row> {
  return takeRow(await api.claim(id));
}

export async function transfer(id: string, to: { queue_id?: string; agent_id?: string }, note: string): Promise<Row> {
  return takeRow(await api.transfer(id, { ...to, note }));
}

/** Speak with the customer beside the agent. */
export async function join(id: string): Promise<Row> {
  return takeRow(await api.join(id));
}

export async function leave(id: string): Promise<Row> {
  return takeRow(await api.leave(id));
}

/** Have it instead of `agent`; refused when somebody else has it by now. */
export async function takeOver(id: string, agent: string): Promise<Row> {
  return takeRow(await api.takeOver(id, agent));
}

/** Until then it takes up none of my room; its customer may wake it before. */
export async function snooze(id: string, until: string): Promise<Row> {
  return takeRow(await api.snooze(id, until));
}

export async function noteCallBack(id: string, outcome: "reached" | "not_reached"): Promise<Row> {
  return takeRow(await callbacks.outcome(id, outcome));
}

export async function wake(id: string): Promise<Row> {
  return takeRow(await api.wake(id));
}

export async function setTags(id: string, tags: string[]): Promise<Row> {
  const row = takeRow(await api.tag(id, tags));
  await queries.invalidateQueries({ queryKey: ["tags"] });
  return row;
}

const NONE: string[] = [];

/** Tags that may be given, those given last first. */
export function useTags(): string[] {
  return useTagList()?.items ?? NONE;
}

function useTagList(): OfferedTags | undefined {
  return useQuery({ queryKey: ["tags"], queryFn: ({ signal }) => tagsOffered(signal) }).data;
}

/** How the tone of a tag is drawn. */
export const TAG_TONE: Record<string, "amber" | "red" | "green"> = { watch: "amber", risk: "red", good: "green" };

/** Draws each tag by what its colour says; most have none. */
export function useTagTone(): (name: string) => "amber" | "red" | "green" | "plain" {
  const tones = useTagList()?.tones;
  return (name) => TAG_TONE[tones?.[name] ?? ""] ?? "plain";
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

/** Passes on one of many; taken back to where it came from while nobody has begun with it. */
export async function transferOne(
  row: Row,
  to: { queue_id?: string; agent_id?: string },
  note: string,
): Promise<Outcome> {
  const after = await transfer(row.id, to, note);
  const had = row.agent !== null || row.queue_id !== null;
  return { after, back: had ? async () => takeRow(await transfers.undo(row.id)) : null };
}

/** Puts aside one of many; taken back by taking it up again. */
export async function snoozeOne(row: Row, until: string): Promise<Outcome> {
  const after = await snooze(row.id, until);
  return { after, back: () => wake(row.id) };
}

/** Gives and takes tags, whatever else the conversation has; taken back exactly as far as it changed something. */
export async function retagOne(row: Row, add: string[], remove: string[]): Promise<Outcome> {
  const after = takeRow(await api.retag(row.id, { add, remove }));
  await queries.invalidateQueries({ queryKey: ["tags"] });
  const added = add.filter((tag) => !row.tags.includes(tag));
  const removed = remove.filter((tag) => row.tags.includes(tag));
  if (added.length === 0 && removed.length === 0) return { after, back: null };
  return { after, back: async () => takeRow(await api.retag(row.id, { add: removed, remove: added })) };
}
