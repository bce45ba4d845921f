import { describe, expect, it } from "vitest";
import type { Row } from "@/api/types";
import { dismiss, retryFailed, start, takeBack, undoable, useJob } from "@/features/conversations/bulk";
import type { Work } from "@/features/conversations/bulk";
import { renderHook } from "@testing-library/react";
import { toggled } from "@/features/conversations/selection";
import { filtersOf, fits, onlyOf, onlyText, placeAddress, readPlace } from "@/features/conversations/only";
import { emptyRow } from "./model";

const rows: Row[] = Array.from({ length: 10 }, (_, index) => emptyRow(index, "2026-07-01T09:00:00Z"));
const job = () => renderHook(() => useJob()).result.current;

describe("one action on many", () => {
  it("does a few at a time, tells of each that failed, tries those again, and takes back what succeeded", async () => {
    let together = 0;
    let most = 0;
    let refused = new Set(["c-3", "c-7"]);
    const back: string[] = [];
    const work: Work = {
      verb: "transfer",
      one: async (row) => {
        together += 1;
        most = Math.max(most, together);
        await Promise.resolve();
        together -= 1;
        if (refused.has(row.id)) throw new Error(row.id);
        const undo = (): Promise<Row> => (back.push(row.id), Promise.resolve(row));
        return { after: row, back: row.id === "c-9" ? null : undo };
      },
    };
    await start(rows, work);
    expect(most).toBe(4);
    expect(job()).toMatchObject({ total: 10, done: 10 });
    expect(job()?.failed.map(({ row }) => row.id)).toEqual(["c-3", "c-7"]);
    expect(undoable(job()!)).toHaveLength(7);
    refused = new Set(["c-7"]);
    await retryFailed();
    expect(job()).toMatchObject({ total: 10, done: 10 });
    expect(job()?.did.map(({ row }) => row.id)).toContain("c-3");
    expect(undoable(job()!), "what was done before it was tried again is taken back as well").toHaveLength(8);
    await takeBack();
    expect(back.toSorted()).toEqual(["c-0", "c-1", "c-2", "c-3", "c-4", "c-5", "c-6", "c-8"]);
    expect(undoable(job()!)).toEqual([]);
    dismiss();
    expect(job()).toBeNull();
  });

  it("begins no second job while one runs", async () => {
    let free: () => void = () => undefined;
    const gate = new Promise<void>((open) => (free = open));
    const first = start(rows.slice(0, 1), {
      verb: "close",
      one: () => gate.then(() => ({ after: rows[0]!, back: null })),
    });
    await start(rows, { verb: "tag", one: (row) => Promise.resolve({ after: row, back: null }) });
    expect(job()?.work.verb).toBe("close");
    dismiss();
    expect(job()).not.toBeNull();
    free();
    await first;
    dismiss();
  });
});

describe("choosing", () => {
  const order = ["a", "b", "c", "d"];
  const none = { list: "", ids: [], anchor: null };
  it("one by one, a range with shift, and none of another list", () => {
    const one = toggled(none, "mine", "b", null);
    const range = toggled(one, "mine", "d", order);
    expect(range.ids).toEqual(["b", "c", "d"]);
    expect(toggled(range, "mine", "c", null).ids).toEqual(["b", "d"]);
    expect(toggled(range, "all", "a", null).ids).toEqual(["a"]);
    expect(toggled(none, "mine", "c", order).ids).toEqual(["c"]);
  });
});

describe("what is left out", () => {
  const search = new URLSearchParams("view=team&tag=漏水&unanswered=true&saved=v1&view2=x");
  const place = readPlace(search);
  it("lives in the address", () => {
    expect(place).toEqual({ view: "team", only: { tag: "漏水", unanswered: "true" }, saved: "v1" });
    const address = new URL(placeAddress(place, "c-1"), "http://desk");
    expect(address.pathname).toBe("/desk/c-1");
    expect(readPlace(address.searchParams)).toEqual(place);
    expect(readPlace(new URLSearchParams("view=nonsense")).view).toBe("mine");
  });
  it("goes into a saved view and comes back the same", () => {
    const filters = filtersOf(place.view, place.only);
    expect(filters).toMatchObject({ view: "team", tag: "漏水", unanswered: true, queue: null });
    expect(onlyText(onlyOf(filters))).toBe(onlyText(place.only));
  });
  it("is judged on a row that changes as the server judges it", () => {
    const row: Row = { ...rows[0]!, tags: ["漏水"], waiting_since: "2026-07-01T09:00:00Z" };
    expect(fits(row, place.only)).toBe(true);
    expect(fits({ ...row, waiting_since: null }, place.only)).toBe(false);
    expect(fits({ ...row, tags: [] }, place.only)).toBe(false);
    expect(fits(row, { agent: "nobody" })).toBe(false);
    expect(fits(row, { channel: row.channel, tier: row.customer.tier, emotion: row.emotion })).toBe(true);
  });
});
