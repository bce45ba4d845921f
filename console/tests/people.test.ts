import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AgentCard, Bootstrap, Frame, Presence } from "@/api/types";
import { apply, boot, me, nobody, teamOf } from "@/features/people/state";

function presence(version: number, state: Presence["state"] = "ready"): Presence {
  return { state, reason: null, since: "2026-07-01T08:00:00Z", next: null, misses: 0, version };
}
function card(id: string, at: Presence, team = "t1"): AgentCard {
  return {
    id,
    name: id,
    team_id: team,
    presence: at,
    load: 0,
    capacity: 5,
    connected: true,
    skills: [],
    temporary: [],
  };
}
function snapshot(mine: AgentCard): Bootstrap {
  return {
    me: mine,
    agents: [mine, card("mate", presence(1)), card("far", presence(1), "t2")],
    teams: [],
    queues: [],
    skills: [],
    reasons: { presence: [], close: [], decline: [], wrap_up: [] },
    settings: nobody.settings,
    now: "2026-07-01T08:00:00Z",
  };
}

describe("presence", () => {
  it("is that of the newest version, in whatever order frames arrive", () => {
    const states = fc.constantFrom<Presence["state"]>("ready", "break", "offline");
    fc.assert(
      fc.property(fc.array(states, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (list, chance) => {
        const frames = list.map((state, index): Frame => ({
          t: "agent",
          agent: card("me", presence(index + 2, state)),
        }));
        const mixed = [...frames, ...frames.filter(() => chance.next().value % 2 === 0)]
          .map((frame) => ({ frame, at: chance.next().value }))
          .sort((a, b) => a.at - b.at);
        const end = mixed.reduce(
          (state, { frame }) => apply(state, frame),
          boot(nobody, snapshot(card("me", presence(1)))),
        );
        expect(me(end)?.presence).toEqual(presence(list.length + 1, list.at(-1)));
      }),
    );
  });

  it("does not flip when another device opens: its welcome carries an older version", () => {
    const state = boot(nobody, snapshot(card("me", presence(7, "break"))));
    const next = apply(state, {
      t: "welcome",
      now: "2026-07-01T08:00:00Z",
      me: card("me", presence(3, "ready")),
      offers: [],
    });
    expect(me(next)?.presence.state).toBe("break");
  });

  it("does not flip when a stale bootstrap answers late", () => {
    const state = apply(boot(nobody, snapshot(card("me", presence(1)))), {
      t: "agent",
      agent: card("me", presence(2, "break")),
    });
    expect(me(boot(state, snapshot(card("me", presence(1)))))?.presence.state).toBe("break");
  });
});

it("my team is the agents that share my team, and nobody without one", () => {
  const state = boot(nobody, snapshot(card("me", presence(1))));
  expect([...teamOf(state)].sort()).toEqual(["mate", "me"]);
  expect(teamOf(boot(nobody, { ...snapshot(card("me", presence(1))), me: null })).size).toBe(0);
});
