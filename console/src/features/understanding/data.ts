// Intents of the house: read, changed, trained, watched while they are.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { queries } from "@/api/query";
import type {
  ConversationIntent,
  ExamplesAdded,
  IntentExamplePage,
  IntentImport,
  IntentLine,
  IntentTried,
  IntentVersion,
  IntentVersionWhole,
  IntentsPage,
} from "@/api/types";
import { intents as api } from "@/api/understanding";
import type { ExampleQuery, IntentDraft } from "@/api/understanding";
import { live } from "@/live";
import { isGoing } from "./words";

export type { ExampleQuery, IntentDraft } from "@/api/understanding";

const KEY = ["intents"];
const WATCHED_MS = 600;

export function useIntents(): UseQueryResult<IntentsPage> {
  return useQuery({
    queryKey: [...KEY, "all"],
    queryFn: ({ signal }) => api.list(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.training ? WATCHED_MS : false),
  });
}

export function useExamples(query: ExampleQuery): UseInfiniteQueryResult<InfiniteData<IntentExamplePage>> {
  return useInfiniteQuery({
    queryKey: [...KEY, "examples", query],
    queryFn: ({ pageParam, signal }) => api.examples(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

export function useVersions(): UseQueryResult<{ items: IntentVersion[]; models: number }> {
  return useQuery({
    queryKey: [...KEY, "versions"],
    queryFn: ({ signal }) => api.versions(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isGoing) ? WATCHED_MS : false),
  });
}

export function useVersion(id: string, against: string | null): UseQueryResult<IntentVersionWhole> {
  return useQuery({
    queryKey: [...KEY, "version", id, against],
    queryFn: ({ signal }) => api.version(id, against, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isGoing(state.data.version) ? WATCHED_MS : false),
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: KEY });
  }
}

/** What a training that ended has changed: asked again once. */
export const freshen = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY });

export const makeIntent = (draft: IntentDraft): Promise<IntentLine> => changed(api.make(draft));
export const changeIntent = (one: IntentLine, draft: IntentDraft, archived: boolean): Promise<IntentLine> =>
  changed(api.change(one.id, { ...draft, archived, version: one.version }));
export const dropIntent = (id: string): Promise<void> => changed(api.drop(id));
export const addExamples = (intent: string | null, texts: string[]): Promise<ExamplesAdded> =>
  changed(api.add(intent, texts));
export const rewrite = (id: string, text: string): Promise<unknown> => changed(api.changeExample(id, { text }));
export const holdOut = (id: string, held_out: boolean): Promise<unknown> =>
  changed(api.changeExample(id, { held_out }));
export const moveExamples = (ids: string[], intent: string | null): Promise<{ count: number }> =>
  changed(api.move(ids, intent));
export const dropExamples = (ids: string[]): Promise<{ count: number }> => changed(api.dropExamples(ids));
export const restoreExamples = (ids: string[]): Promise<{ count: number }> => changed(api.restore(ids));
export const takeIn = (text: string, apply: boolean): Promise<IntentImport> =>
  apply ? changed(api.takeIn(text, true)) : api.takeIn(text, false);
export const exportAddress = (): string => api.file();
export const train = (): Promise<IntentVersion> => changed(api.train());
export const cancelTraining = (id: string): Promise<IntentVersion> => changed(api.cancel(id));
export const publish = (id: string): Promise<IntentVersion> => changed(api.publish(id));
export const trySentence = (text: string, version: string | null): Promise<IntentTried> => api.try(text, version);

/** The words of a file: UTF-8, else what Excel writes in China. */
export async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

// ------------------------------------------------------------------ of a conversation
const ofKey = (id: string): string[] => ["conversation-intent", id];

/** What a conversation is about; asked again whenever something of it was understood. */
export function useConversationIntent(id: string): UseQueryResult<ConversationIntent> {
  useEffect(
    () =>
      live.onFrame((frame) => {
        const theirs = frame.t === "understood" && frame.conversation_id === id;
        if (theirs || frame.t === "resync") void queries.invalidateQueries({ queryKey: ofKey(id) });
      }),
    [id],
  );
  return useQuery({ queryKey: ofKey(id), queryFn: ({ signal }) => api.of(id, signal), staleTime: 5_000 });
}

export async function correctIntent(id: string, seq: number, intent: string | null): Promise<void> {
  queries.setQueryData(ofKey(id), await api.correct(id, seq, intent));
  await queries.invalidateQueries({ queryKey: KEY });
}
