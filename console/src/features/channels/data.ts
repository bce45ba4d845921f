import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { channels as api } from "@/api/client";
import { queries } from "@/api/query";
import type { OpenChannel, WebhookDelivery } from "@/api/types";

export const EVENTS = ["message.created", "conversation.updated", "typing"] as const;
export type DeliveryFilter = "" | "pending" | "sent" | "failed";

export function useChannels(): UseQueryResult<OpenChannel[]> {
  return useQuery({ queryKey: ["channels"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

export function useDeliveries(id: string, status: DeliveryFilter): UseQueryResult<WebhookDelivery[]> {
  return useQuery({
    queryKey: ["deliveries", id, status],
    queryFn: async ({ signal }) => (await api.deliveries(id, status, signal)).items,
    refetchInterval: 10_000,
  });
}

export async function createChannel(body: {
  name: string;
  url: string;
  secret: string;
  events: string[];
}): Promise<OpenChannel> {
  const channel = await api.create(body);
  await queries.invalidateQueries({ queryKey: ["channels"] });
  return channel;
}

/** The new token in plain text: the server never shows it again. */
export async function createToken(channelId: string, name: string): Promise<string> {
  const { token } = await api.createToken(channelId, name);
  await queries.invalidateQueries({ queryKey: ["channels"] });
  return token;
}

export async function replayDelivery(channelId: string, deliveryId: string): Promise<void> {
  await api.replay(deliveryId);
  await queries.invalidateQueries({ queryKey: ["deliveries", channelId] });
}

/** A signing secret of 32 random bytes, in hexadecimal. */
export function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
