import { usePeople } from "@/features/people";
import { queueName, tCode } from "@/i18n";
import { useTags } from "../../actions";
import { CHANNELS, EMOTIONS, TIERS } from "../../only";
import type { Choice } from "./Chooser";

export type Choices = Record<"queue" | "agent" | "channel" | "tag" | "tier" | "emotion", Choice[]>;

/** What each filter offers. */
export function useChoices(): Choices {
  const queues = usePeople((state) => Object.values(state.queues));
  const agents = usePeople((state) => Object.values(state.agents));
  const tags = useTags();
  return {
    queue: queues.map((queue) => ({ value: queue.id, label: queueName(queue) })),
    agent: agents.map((agent) => ({ value: agent.id, label: agent.name })),
    channel: CHANNELS.map((channel) => ({ value: channel, label: tCode("channel", channel) })),
    tag: tags.map((tag) => ({ value: tag, label: tag })),
    tier: TIERS.map((tier) => ({ value: tier, label: tCode("tier", tier) })),
    emotion: EMOTIONS.map((emotion) => ({ value: emotion, label: tCode("emotion", emotion) })),
  };
}
