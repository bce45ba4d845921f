import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ApiError } from "@/api/http";
import type { Row } from "@/api/types";
import { dismiss, start } from "@/features/conversations/bulk";
import type { Work } from "@/features/conversations/bulk";
import { BulkCard } from "@/features/conversations/parts/list/BulkCard";
import { clearSelection, useSelection } from "@/features/conversations/selection";
import { t, tCode } from "@/i18n";
import { emptyRow } from "./model";

const rows: Row[] = Array.from({ length: 5 }, (_, index) => emptyRow(index, "2026-07-01T09:00:00Z"));
const order = rows.map(({ id }) => id);

function Chosen() {
  return <output>{useSelection("mine").join()}</output>;
}

/** The first is closed and asked, the second closed; two were closed before, one is somebody else's. */
const closing: Work = {
  verb: "close",
  one: (row) => {
    const at = rows.indexOf(row);
    if (at === 2 || at === 3) return Promise.reject(new ApiError(409, { code: "closed", message: "closed" }));
    if (at === 4) return Promise.reject(new ApiError(403, { code: "not_owner", message: "not yours" }));
    const after: Row = { ...row, phase: "closed", survey_state: at === 0 ? "asked" : "none" };
    return Promise.resolve({ after, back: null });
  },
};

afterEach(() => {
  cleanup();
  dismiss();
  clearSelection();
});

describe("what came of an action on many", () => {
  it("is said in numbers, by name and by reason, with a way to each conversation", async () => {
    await start(rows, closing);
    render(<BulkCard list="mine" order={order} />);
    expect(screen.getByRole("status").textContent).toBe(t("bulk.close.done", { count: 2 }));
    expect(screen.getByText(t("bulk.asked", { count: 1 }))).toBeTruthy();
    expect(screen.getByText(t("bulk.failed", { count: 3 }))).toBeTruthy();
    const closed = screen.getByText(tCode("errors", "closed")).parentElement!;
    const links = within(closed).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual(
      [rows[2], rows[3]].map((row) => `/desk/${row!.id}?view=all`),
    );
    const did = screen.getByText(t("bulk.which", { count: 2 })).parentElement!;
    expect(within(did).getAllByText(tCode("phase", "closed"))).toHaveLength(2);
    expect(screen.queryByText(t("bulk.undo", { count: 2 })), "closing cannot be taken back").toBeNull();
  });

  it("chooses those that were not done, so that something else can be done with them", async () => {
    await start(rows, closing);
    render(
      <>
        <BulkCard list="mine" order={order.slice(0, 4)} />
        <Chosen />
      </>,
    );
    fireEvent.click(screen.getByText(t("bulk.choose_failed")));
    expect(document.querySelector("output")?.textContent, "what the list shows no more cannot be chosen").toBe(
      [order[2], order[3]].join(),
    );
  });

  it("takes back what can be, and says which could not", async () => {
    await start(rows.slice(0, 3), {
      verb: "transfer",
      one: (row) =>
        Promise.resolve({
          after: row,
          back: () =>
            row === rows[1]
              ? Promise.reject(new ApiError(409, { code: "taken_on", message: "", params: { owner: "高洁" } }))
              : Promise.resolve(row),
        }),
    });
    render(<BulkCard list="mine" order={order} />);
    fireEvent.click(screen.getByText(t("bulk.undo", { count: 3 })));
    expect((await screen.findByText(t("bulk.undo.done", { count: 2 }))).closest("[role=status]")).toBeTruthy();
    const why = screen.getByText(tCode("errors", "taken_on", { owner: "高洁" })).parentElement!;
    expect(within(why).getByRole("link").getAttribute("href")).toContain(rows[1]!.id);
  });

  it("goes away with Esc, and only when it is over", async () => {
    await start(rows.slice(0, 1), closing);
    render(<BulkCard list="mine" order={order} />);
    fireEvent.keyDown(screen.getByRole("region"), { key: "Escape" });
    expect(screen.queryByRole("region")).toBeNull();
  });
});
