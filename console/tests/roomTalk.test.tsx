// The discussion beside a room's draft, drawn as people see it.
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { RoomOut } from "@/api/cocreation";
import { queries } from "@/api/query";
import { Talk } from "@/features/cocreation/parts/Talk";
import { serve } from "./server";

const said = (id: string, text: string) =>
  ({ id, text, by_id: "1", by_name: "何静", at: "2026-07-01T09:00:00Z" }) as RoomOut["messages"][number];
const room = (messages: RoomOut["messages"]) =>
  ({ room: { id: "r" }, state: "open", members: [], messages, earlier: null }) as unknown as RoomOut;

afterEach(cleanup);

it("shows what is said as it comes, and the last of it", () => {
  const shown: string[] = [];
  Element.prototype.scrollIntoView = function seen(this: Element) {
    shown.push(this.tagName);
    return "as some browsers do" as unknown as undefined;
  };
  serve({ "GET /cocreation/colleagues?q=": { items: [] } });
  const talk = (whole: RoomOut) => (
    <QueryClientProvider client={queries}>
      <Talk whole={whole} />
    </QueryClientProvider>
  );
  const drawn = render(talk(room([said("a", "先写步骤")])));
  expect(screen.getByText("先写步骤")).toBeTruthy();
  drawn.rerender(talk(room([said("a", "先写步骤"), said("b", "再配图 👍")])));
  expect(screen.getByText("再配图 👍")).toBeTruthy();
  expect(shown).toEqual(["LI", "LI"]);
});
