// Rooms as the screens hold them. A room on a screen says every few seconds that somebody is there, and hears whether
// there is something new: editors have no socket.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { UseInfiniteQueryResult, InfiniteData, UseQueryResult } from "@tanstack/react-query";
import { cocreation as api } from "@/api/cocreation";
import type {
  CocreationRules,
  Colleague,
  Here,
  PartName,
  RoomHereOut,
  RoomOut,
  RoomsOut,
  RoomsShown,
  RoomTimes,
} from "@/api/cocreation";
import { queries } from "@/api/query";

export const PARTS: readonly PartName[] = ["title", "questions", "body", "note"];
export const SHOWN: readonly RoomsShown[] = ["open", "published", "archived"];
const EVERY = 4_000;

export function useRooms(shown: RoomsShown, q: string): UseInfiniteQueryResult<InfiniteData<RoomsOut>> {
  return useInfiniteQuery({
    queryKey: ["rooms", shown, q],
    queryFn: ({ signal, pageParam }) => api.list({ shown, q, cursor: pageParam ?? "" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

export function useTimes(): UseQueryResult<RoomTimes> {
  return useQuery({ queryKey: ["room-times"], queryFn: ({ signal }) => api.times(signal) });
}

export function useRules(): UseQueryResult<CocreationRules> {
  return useQuery({ queryKey: ["room-rules"], queryFn: ({ signal }) => api.rules(signal) });
}

export function useColleagues(q: string): UseQueryResult<{ items: Colleague[] }> {
  return useQuery({
    queryKey: ["room-colleagues", q],
    queryFn: ({ signal }) => api.colleagues(q, signal),
    placeholderData: (before) => before,
  });
}

/** The room that is open for a gap, topic or conversation, if there is one. */
export function useRoomOf(source: string): UseQueryResult<RoomsOut> {
  return useQuery({
    queryKey: ["rooms", "of", source],
    queryFn: ({ signal }) => api.list({ shown: "open", source_id: source }, signal),
  });
}

const keyOf = (id: string): string[] => ["room", id];

export function useRoom(id: string): UseQueryResult<RoomOut> {
  return useQuery({ queryKey: keyOf(id), queryFn: ({ signal }) => api.read(id, signal) });
}

/** Who is here now; fetches the room anew when it has changed. */
export function useHere(id: string, writes: PartName | "", enabled: boolean): Here[] {
  return (
    useQuery({
      queryKey: ["room-here", id],
      enabled,
      queryFn: async (): Promise<RoomHereOut> => {
        const told = await api.here(id, { writes });
        const held = queries.getQueryData<RoomOut>(keyOf(id));
        if (held !== undefined && held.room.version !== told.version) void again(id);
        return told;
      },
      refetchInterval: EVERY,
    }).data?.here ?? []
  );
}

export async function again(id: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: keyOf(id) });
}

/** The answer of a verb is the room as it is now. */
export async function changed(doing: Promise<RoomOut>): Promise<RoomOut> {
  const now = await doing;
  queries.setQueryData(keyOf(now.room.id), now);
  void queries.invalidateQueries({ queryKey: ["rooms"] });
  void queries.invalidateQueries({ queryKey: ["room-times"] });
  return now;
}

export async function saveRules(rules: { sides: string[]; minutes: number; version: number }): Promise<void> {
  queries.setQueryData(["room-rules"], await api.setRules(rules));
}

export { api };
