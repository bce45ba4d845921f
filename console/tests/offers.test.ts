import { describe, expect, it } from "vitest";
import type { Offer } from "@/api/types";
import { apply, none, standing } from "@/features/offers/state";
import { emptyRow } from "./model";

const NOW = Date.parse("2026-07-01T08:00:00Z");
function offer(id: string, seconds: number): Offer {
  return {
    id,
    conversation: emptyRow(0, "2026-07-01T08:00:00Z"),
    offered_at: "2026-07-01T08:00:00Z",
    expires_at: new Date(NOW + seconds * 1000).toISOString(),
    seconds,
    why: [],
  };
}

describe("offers", () => {
  it("stand in the order in which they run out", () => {
    let state = apply(none, { t: "offer", offer: offer("late", 30) });
    state = apply(state, { t: "offer", offer: offer("soon", 12) });
    expect(state.open.map(({ id }) => id)).toEqual(["soon", "late"]);
  });

  it("never come back once ended, also when the end arrives first or a welcome still names them", () => {
    let state = apply(none, { t: "offer_ended", offer_id: "a", how: "withdrawn" });
    state = apply(state, { t: "offer", offer: offer("a", 30) });
    expect(state.open).toEqual([]);
    state = apply(state, { t: "welcome", now: "", me: null, offers: [offer("a", 30), offer("b", 30)] });
    expect(state.open.map(({ id }) => id)).toEqual(["b"]);
  });

  it("a welcome takes away what the server no longer offers", () => {
    const state = apply(none, { t: "offer", offer: offer("a", 30) });
    expect(apply(state, { t: "welcome", now: "", me: null, offers: [] }).open).toEqual([]);
  });

  it("disappear a second after their time, even if the end was never heard", () => {
    const state = apply(none, { t: "offer", offer: offer("a", 30) });
    expect(standing(state, NOW + 30_000)).toHaveLength(1);
    expect(standing(state, NOW + 31_001)).toHaveLength(0);
  });
});
