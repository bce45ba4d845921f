import { desk } from "@/api/client";
import { absence } from "@/api/presence";
import type { AgentCard, Presence, Reason } from "@/api/types";
import { createStore, learnClock, sayInfo, serverNow, useStore } from "@/design";
import { live } from "@/live";
import { givenWords } from "./given";
import { apply, boot, me, nobody, offered, putPresence } from "./state";
import type { People } from "./state";

export const people = createStore<People>(nobody);
const trouble = createStore<unknown>(null);

export async function loadBootstrap(): Promise<void> {
  try {
    const snapshot = await desk.bootstrap();
    learnClock(snapshot.now);
    people.update((state) => boot(state, snapshot));
    trouble.set(null);
  } catch (error) {
    trouble.set(error);
  }
}

const SPREAD = 2000;
let soon: ReturnType<typeof setTimeout> | null = null;

/** What every desk is told at the same moment, they do not all ask about at the same moment. */
function loadSoon(): void {
  soon ??= setTimeout(() => {
    soon = null;
    void loadBootstrap();
  }, Math.random() * SPREAD);
}

/** Says aloud what a supervisor has just changed of me. */
function tellGiven(before: AgentCard | null, now: AgentCard | null): void {
  if (before === null || now === null) return;
  for (const given of now.temporary) {
    if (before.temporary.some(({ kind, since }) => kind === given.kind && since === given.since)) continue;
    sayInfo(givenWords(given, people.get().reasons.presence, serverNow(), true));
  }
}

export function startPeople(): () => void {
  const stops = [
    live.onFrame((frame) => {
      if (frame.t === "welcome") learnClock(frame.now);
      if (frame.t === "settings") loadSoon();
      const before = me(people.get());
      people.update((state) => apply(state, frame));
      tellGiven(before, me(people.get()));
    }),
    live.onFresh(() => void loadBootstrap()),
  ];
  void loadBootstrap();
  return () => {
    stops.forEach((stop) => stop());
    people.set(nobody);
  };
}

export async function setPresence(
  state: Presence["state"],
  reason: string | null,
  when: "now" | "after",
): Promise<void> {
  const presence = await desk.setPresence({ state, when, ...(reason === null ? {} : { reason }) });
  people.update((known) => putPresence(known, presence));
}

/** I am at my desk again. */
export async function comeBack(): Promise<void> {
  const presence = await absence.back();
  people.update((known) => putPresence(known, presence));
}

/** An agent as an action answered with them: taken at once, like a frame. */
export function putAgentCard(agent: AgentCard): void {
  people.update((state) => apply(state, { t: "agent", agent }));
}

export function usePeople<S>(select: (state: People) => S): S {
  return useStore(people, select);
}

/**
 * Wrap-up codes of a queue: those of its own and those of every queue. What never waited in a queue (claimed, or passed
 * straight to somebody) may be about anything.
 */
export function useWrapUpCodes(queueId: string | null): Reason[] {
  return usePeople((state) => {
    const code = queueId === null ? undefined : state.queues[queueId]?.code;
    const open = offered(state.reasons.wrap_up);
    if (code === undefined) return open;
    return open.filter((reason) => (reason.queue ?? null) === null || reason.queue === code);
  });
}

/** Whether agents have to say what a conversation of this queue was about. */
export function useCodesRequired(queueId: string | null): boolean {
  return usePeople((state) => queueId !== null && state.queues[queueId]?.codes_required === true);
}

/** Reasons that may be chosen now. */
export function useReasons(kind: keyof People["reasons"]): Reason[] {
  return usePeople((state) => offered(state.reasons[kind]));
}

export function useBootstrapTrouble(): unknown {
  return useStore(trouble);
}
