import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { channels as api } from "@/api/client";
import type { ChannelBody } from "@/api/client";
import { queries } from "@/api/query";
import type { OpenChannel, Ping, WebhookDelivery } from "@/api/types";

export const EVENTS = ["message.created", "conversation.updated", "typing"] as const;
export type DeliveryFilter = "" | "accepted" | "sent" | "failed";
type DeliveryPage = { items: WebhookDelivery[]; next: string | null };

export function useChannels(): UseQueryResult<OpenChannel[]> {
  return useQuery({ queryKey: ["channels"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

export function useDeliveries(
  id: string,
  status: DeliveryFilter,
): UseInfiniteQueryResult<InfiniteData<DeliveryPage, string>> {
  return useInfiniteQuery({
    queryKey: ["deliveries", id, status],
    queryFn: ({ pageParam, signal }) => api.deliveries(id, { status, cursor: pageParam }, signal),
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

export function testChannel(id: string): Promise<Ping> {
  return api.test(id);
}

export async function replayDelivery(channelId: string, deliveryId: string): Promise<void> {
  await api.replay(deliveryId);
  await Promise.all([queries.invalidateQueries({ queryKey: ["deliveries", channelId] }), refresh()]);
}
