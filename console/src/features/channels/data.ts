import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { channels as api } from "@/api/client";
import type { ChannelBody } from "@/api/client";
import { queries } from "@/api/query";
import type { OpenChannel, Ping, WebhookAttempt, WebhookDelivery } from "@/api/types";

export const EVENTS = ["message.created", "conversation.updated", "typing"] as const;
export const LOGGED = [...EVENTS.slice(0, 2), "message.recalled", "ping"] as const;
export type DeliveryFilter = "" | "accepted" | "sent" | "failed";
export type OutcomeFilter = "" | WebhookAttempt["outcome"];
/** Which event, and from when to when; empty for any. */
export type LogFilter = { event: string; since: string; until: string };
type Pages<T> = UseInfiniteQueryResult<InfiniteData<{ items: T[]; next: string | null }, string>>;

export function useChannels(): UseQueryResult<OpenChannel[]> {
  return useQuery({ queryKey: ["channels"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

export function useAttempts(id: string, filter: LogFilter, outcome: OutcomeFilter): Pages<WebhookAttempt> {
  return useInfiniteQuery({
    queryKey: ["attempts", id, filter, outcome],
    queryFn: ({ pageParam, signal }) => api.attempts(id, { ...filter, outcome, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  });
}

export function useDeliveries(id: string, filter: LogFilter, status: DeliveryFilter): Pages<WebhookDelivery> {
  return useInfiniteQuery({
    queryKey: ["deliveries", id, filter, status],
    queryFn: ({ pageParam, signal }) => api.deliveries(id, { ...filter, status, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["channels"] });
}

/** The new channel's id and the secret its webhooks are signed with, which the server never shows again. */
export async function createChannel(body: ChannelBody): Promise<{ id: string; secret: string }> {
  const made = await api.create(body);
  await refresh();
  return made;
}

export async function changeChannel(id: string, body: Partial<ChannelBody> & { enabled?: boolean }): Promise<void> {
  await api.change(id, body);
  await refresh();
}

/** A new signing secret, in force at once. */
export async function rotateSecret(id: string): Promise<string> {
  return (await api.rotate(id)).secret;
}

/** The new token in plain text: the server never shows it again. */
export async function createToken(channelId: string, name: string): Promise<string> {
  const { token } = await api.createToken(channelId, name);
  await refresh();
  return token;
}

export async function revokeToken(channelId: string, tokenId: string): Promise<void> {
  await api.revokeToken(channelId, tokenId);
  await refresh();
}

async function refreshLog(channelId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["deliveries", channelId] }),
    queries.invalidateQueries({ queryKey: ["attempts", channelId] }),
  ]);
}

export async function testChannel(id: string): Promise<Ping> {
  try {
    return await api.test(id);
  } finally {
    void refreshLog(id);
  }
}

export async function replayDelivery(channelId: string, deliveryId: string): Promise<void> {
  await api.replay(deliveryId);
  await Promise.all([refreshLog(channelId), refresh()]);
}

/** Sends again all that failed from `since` to `until`, told as it goes; gives how many. */
export async function replayFailed(
  channelId: string,
  since: string,
  until: string,
  told: (count: number) => void,
): Promise<number> {
  let count = 0;
  try {
    for (;;) {
      const { replayed, left } = await api.replayFailed(channelId, since, until);
      count += replayed;
      told(count);
      if (left === 0 || replayed === 0) return count;
    }
  } finally {
    await Promise.all([refreshLog(channelId), refresh()]);
  }
}
