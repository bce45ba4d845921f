// The steps of setting up a house, in their order, and which of them are done. Pure.
import type { Session, SetupProgress } from "@/api/types";
import { can } from "@/features/session";

export const STEPS = ["factor", "people", "hours", "queue", "chat", "article"] as const;
export type Step = (typeof STEPS)[number];

/** What a step writes needs this right; who lacks it does not see the step. */
const NEEDS: Record<Step, string | null> = {
  factor: null,
  people: "users.manage",
  hours: "routing.manage",
  queue: "routing.manage",
  chat: "channels.manage",
  article: "knowledge.write",
};

export function stepsFor(session: Session): Step[] {
  return STEPS.filter((step) => {
    const needs = NEEDS[step];
    return needs === null || can(session, needs);
  });
}

/** Told by what is there; the chat is done once a customer's message has come by it. */
export function isDone(step: Step, found: SetupProgress): boolean {
  switch (step) {
    case "factor":
      return found.second_factor;
    case "people":
      return found.people;
    case "hours":
      return found.hours;
    case "queue":
      return found.queue;
    case "chat":
      return found.chat && found.latest !== null;
    case "article":
      return found.article;
  }
}

/** Where somebody goes on: the first step that is not done; null when all are. */
export function firstLeft(steps: Step[], found: SetupProgress): Step | null {
  return steps.find((step) => !isDone(step, found)) ?? null;
}

export function beside(steps: Step[], step: Step, by: 1 | -1): Step | null {
  return steps[steps.indexOf(step) + by] ?? null;
}
