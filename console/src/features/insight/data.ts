import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { MOST_CHOSEN } from "@/api/conversationFiles";
import { floor as floorApi, insight as api } from "@/api/client";
import { outdated } from "@/api/build";
import { queries } from "@/api/query";
import type {
  AlertRule,
  Behind,
  Board,
  BoardQuery,
  Display,
  FloorChange,
  FloorSettings,
  Kpi,
  Live,
  Raised,
  RaisedQuery,
} from "@/api/types";
import { learnClock } from "@/design";
import { locale } from "@/i18n";
import { live } from "@/live";
import type { Definitions } from "./shapes";

const LIVE_MS = 5000;
const BOARD_MS = 60_000;
const BUILD_MS = 300_000;
const SOON_MS = 1000;
/** How the row of no queue, channel or team is asked for. */
const NONE = "none";

function definitionsOf(kpis: Kpi[], zone: string, today: string): Definitions {
  return { byCode: Object.fromEntries(kpis.map((kpi) => [kpi.code, kpi])), zone, today };
}

/** Every figure and what it means; the day of the house is asked again so that "today" moves on at midnight. */
export function useDefinitions(): UseQueryResult<Definitions> {
  return useQuery({
    queryKey: ["insight", "kpis"],
    queryFn: async ({ signal }) => {
      const { items, zone, today } = await api.kpis(signal);
      return definitionsOf(items, zone, today);
    },
    refetchInterval: BOARD_MS,
  });
}

/** `null`: nothing is asked yet. Ranges that reach today are asked again each minute. */
export function useBoard(query: BoardQuery | null, every = BOARD_MS): UseQueryResult<Board> {
  return useQuery({
    queryKey: ["insight", "board", query],
    queryFn: ({ signal }) => api.board(query!, signal),
    enabled: query !== null,
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });
}

export function useLive(): UseQueryResult<Live> {
  return useQuery({
    queryKey: ["insight", "live"],
    queryFn: async ({ signal }) => {
      const now = await api.live(signal);
      learnClock(now.now);
      return now;
    },
    refetchInterval: LIVE_MS,
    refetchIntervalInBackground: true,
    staleTime: 0,
  });
}

interface Pages {
  items: Behind[];
  next: string | null;
}

function behind(
  query: BoardQuery,
  measure: string,
  key: string | null,
  cursor: string,
  signal?: AbortSignal,
): Promise<Pages> {
  const row = key === null ? {} : { key: key || NONE };
  return api.drill({ ...query, measure, ...row, ...(cursor ? { cursor } : {}) }, signal);
}

/** The conversations behind a figure, all of them, as far as they can be named one by one and one more. */
export async function allBehind(query: BoardQuery, measure: string, key: string | null): Promise<string[]> {
  const found = new Set<string>();
  for (let cursor: string | null = ""; cursor !== null && found.size <= MOST_CHOSEN;) {
    const page: Pages = await behind(query, measure, key, cursor);
    page.items.filter(({ customer }) => customer !== "").forEach((item) => found.add(item.conversation_id));
    cursor = page.next;
  }
  return [...found];
}

/** The conversations behind a figure, page after page. */
export function useBehind(
  query: BoardQuery,
  measure: string,
  key: string | null,
): UseInfiniteQueryResult<InfiniteData<Pages>> {
  return useInfiniteQuery({
    queryKey: ["insight", "drill", query, measure, key],
    queryFn: ({ pageParam, signal }) => behind(query, measure, key, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page: Pages) => page.next,
  });
}

export function exportUrl(query: BoardQuery, format: "csv" | "xlsx"): string {
  return api.exportUrl(query, format, locale());
}

export function useRules(): UseQueryResult<AlertRule[]> {
  return useQuery({
    queryKey: ["insight", "alerts"],
    queryFn: async ({ signal }) => (await api.alerts(signal)).items,
  });
}

export async function saveLimits(rules: AlertRule[]): Promise<void> {
  await api.setAlerts(rules.map(({ code, limit, enabled }) => ({ code, limit, enabled })));
  await queries.invalidateQueries({ queryKey: ["insight"] });
}

const RAISED = ["insight", "raised"];

/** What the floor warned of, the newest first; looked at again as often as the floor is. */
export function useRaised(
  query: RaisedQuery,
): UseInfiniteQueryResult<InfiniteData<{ items: Raised[]; next: string | null }>> {
  return useInfiniteQuery({
    queryKey: [...RAISED, query],
    queryFn: ({ pageParam, signal }) => api.raised(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: LIVE_MS * 2,
    placeholderData: keepPreviousData,
  });
}

export async function acknowledge(id: string): Promise<void> {
  await api.acknowledge(id);
  await queries.invalidateQueries({ queryKey: RAISED });
}

const DISPLAYS = ["insight", "displays"];

export function useDisplays(): UseQueryResult<Display[]> {
  return useQuery({ queryKey: DISPLAYS, queryFn: async ({ signal }) => (await api.displays(signal)).items });
}

export async function makeDisplay(name: string, days: number): Promise<{ token: string }> {
  const made = await api.makeDisplay(name, days);
  await queries.invalidateQueries({ queryKey: DISPLAYS });
  return made;
}

export async function revokeDisplay(id: string): Promise<void> {
  await api.revokeDisplay(id);
  await queries.invalidateQueries({ queryKey: DISPLAYS });
}

/** Everything a wall shows, for who holds a link. It goes on asking for days, whatever happens to the network. */
export function useWall(token: string) {
  return useQuery({
    queryKey: ["wall", token],
    queryFn: async ({ signal }) => {
      const { kpis, zone, today, ...shown } = await api.wall(token, signal);
      learnClock(shown.live.now);
      return { ...shown, definitions: definitionsOf(kpis, zone, today) };
    },
    refetchInterval: LIVE_MS,
    refetchIntervalInBackground: true,
    staleTime: 0,
  });
}

const SETTINGS = ["floor", "settings"];

export function useFloorSettings(): UseQueryResult<FloorSettings> {
  return useQuery({ queryKey: SETTINGS, queryFn: ({ signal }) => floorApi.settings(signal) });
}

export async function saveSettings(settings: FloorChange): Promise<void> {
  queries.setQueryData(SETTINGS, await floorApi.setSettings(settings));
}

/** Asks for the floor at once when the live socket tells of a queue or an agent; many such words at once are one question. */
export function useLiveAtOnce(): void {
  const client = useQueryClient();
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const ask = (): void => {
      waiting ??= setTimeout(() => {
        waiting = null;
        void client.invalidateQueries({ queryKey: ["insight", "live"] });
      }, SOON_MS);
    };
    const stops = [
      live.onFrame((frame) => {
        if (frame.t === "queue" || frame.t === "agent") ask();
      }),
      live.onFresh(ask),
    ];
    return () => {
      stops.forEach((stop) => stop());
      if (waiting !== null) clearTimeout(waiting);
    };
  }, [client]);
}

/** Loads the page anew once the server has a newer build; for pages that nobody looks after. */
export function useNewestBuild(reload: () => void = () => location.reload()): void {
  const newest = useRef(reload);
  useEffect(() => {
    const timer = setInterval(() => {
      void outdated().then((old) => {
        if (old) newest.current();
      });
    }, BUILD_MS);
    return () => clearInterval(timer);
  }, []);
}
