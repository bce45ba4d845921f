// Agents, queues and my own presence. Pure.
import type { AgentCard, Bootstrap, Frame, Presence, QueueCard, Reason } from "@/api/types";

export interface People {
  ready: boolean;
  meId: string | null;
  agents: Record<string, AgentCard>;
  queues: Record<string, QueueCard>;
  teams: Bootstrap["teams"];
  skills: Bootstrap["skills"];
  reasons: Bootstrap["reasons"];
  settings: Bootstrap["settings"];
}

export const nobody: People = {
  ready: false,
  meId: null,
  agents: {},
  queues: {},
  teams: [],
  skills: [],
  reasons: { presence: [], close: [], decline: [], wrap_up: [] },
  settings: {
    offer_seconds: 30,
    wrap_up_seconds: 60,
    send_key: "enter",
    max_text: 4000,
    max_upload_bytes: 20 * 1024 * 1024,
    brand: "",
    translates: false,
  },
};

/** Presence changes only to a newer version: an old frame, another device or a lost socket never flips it. */
function newer(known: Presence | undefined, next: Presence): Presence {
  return known !== undefined && known.version > next.version ? known : next;
}

function putAgent(state: People, card: AgentCard): People {
  const known = state.agents[card.id];
  const merged = { ...card, presence: newer(known?.presence, card.presence) };
  return { ...state, agents: { ...state.agents, [card.id]: merged } };
}

export function apply(state: People, frame: Frame): People {
  if (frame.t === "agent") return putAgent(state, frame.agent);
  if (frame.t === "welcome" && frame.me !== null) return putAgent(state, frame.me);
  if (frame.t === "queue") return { ...state, queues: { ...state.queues, [frame.queue.id]: frame.queue } };
  return state;
}

/** Reasons that may be chosen: neither retired, nor under what is, nor only the heading of others. */
export function offered(reasons: Reason[]): Reason[] {
  const byCode = new Map(reasons.map((reason) => [reason.code, reason]));
  const headings = new Set(reasons.map((reason) => reason.parent ?? null));
  const open = (reason: Reason): boolean => {
    const above = reason.parent == null ? undefined : byCode.get(reason.parent);
    return reason.retired !== true && (above === undefined || open(above));
  };
  return reasons.filter((reason) => !headings.has(reason.code) && open(reason));
}

/** A fresh snapshot replaces the lists; presence still moves forward only. */
export function boot(state: People, snapshot: Bootstrap): People {
  const agents: Record<string, AgentCard> = {};
  for (const card of snapshot.me === null ? snapshot.agents : [...snapshot.agents, snapshot.me]) {
    agents[card.id] = { ...card, presence: newer(state.agents[card.id]?.presence, card.presence) };
  }
  const queues = Object.fromEntries(snapshot.queues.map((queue) => [queue.id, queue]));
  const { teams, skills, reasons, settings } = snapshot;
  return { ready: true, meId: snapshot.me?.id ?? null, agents, queues, teams, skills, reasons, settings };
}

export function putPresence(state: People, presence: Presence): People {
  const me = state.meId === null ? undefined : state.agents[state.meId];
  return me === undefined ? state : putAgent(state, { ...me, presence });
}

export function me(state: People): AgentCard | null {
  return state.meId === null ? null : (state.agents[state.meId] ?? null);
}

/** Ids of the agents of my team; without a team, nobody. */
export function teamOf(state: People): Set<string> {
  const team = me(state)?.team_id ?? null;
  if (team === null) return new Set();
  return new Set(
    Object.values(state.agents)
      .filter((agent) => agent.team_id === team)
      .map((agent) => agent.id),
  );
}
