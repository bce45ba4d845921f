// What a room is, read from what the server told. Pure.
import type { Member, Room, RoomLine, RoomOut } from "@/api/cocreation";

export interface Stop {
  code: "asked" | "opened" | "drafted" | "approved" | "published";
  at: string | null;
  /** seconds from the stop before it that was reached; null: the first, or not reached */
  after: number | null;
}

/** From the question to the answer, stop by stop. */
export function way(room: Room | RoomLine): Stop[] {
  const stops: [Stop["code"], string | null][] = [
    ["asked", room.asked_at],
    ["opened", room.opened_at],
    ["drafted", room.drafted_at],
    ["approved", room.approved_at],
    ["published", room.published_at],
  ];
  let before: string | null = null;
  return stops.map(([code, at]) => {
    const after = at === null || before === null ? null : Math.max(0, (Date.parse(at) - Date.parse(before)) / 1000);
    before = at ?? before;
    return { code, at, after };
  });
}

export function me(whole: RoomOut, user: string): Member | null {
  return whole.members.find((one) => one.user_id === user) ?? null;
}

export interface Side {
  side: string;
  /** who said yes to the draft as it is, or (void) to an earlier one; null: nobody yet */
  by: string | null;
  at: string | null;
  void: boolean;
}

export function sides(whole: RoomOut): Side[] {
  return whole.room.sides.map((side) => {
    const yes = whole.yeses.find((one) => one.side === side);
    return {
      side,
      by: yes?.by_name ?? null,
      at: yes?.at ?? null,
      void: yes !== undefined && yes.draft_version !== whole.room.draft_version,
    };
  });
}

export function allSaidYes(whole: RoomOut): boolean {
  return sides(whole).every((one) => one.by !== null && !one.void);
}

/** Colleagues who are named in a text as `@name `. */
export function named(text: string, known: readonly { id: string; name: string }[]): string[] {
  return known.filter((one) => text.includes(`@${one.name}`)).map((one) => one.id);
}
