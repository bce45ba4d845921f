// A room for what the customer of an open conversation asks.
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Session } from "@/api/types";
import { possible } from "@/features/conversations/asking";
import { rightsOf } from "@/features/conversations/detail";
import Room from "@/features/conversations/parts/dialogs/Room";
import { t } from "@/i18n";
import { emptyRow } from "./model";
import { open, serve } from "./server";

const row = { ...emptyRow(1, "2026-07-01T09:00:00Z"), subject: "空调滴水" };
const session = (...permissions: string[]) => ({ user: { id: "me" }, permissions }) as unknown as Session;

afterEach(cleanup);

it("is offered to whoever may open rooms and read conversations", () => {
  const may = (...permissions: string[]) => possible(row, rightsOf(row, session(...permissions), true)).room;
  expect(may("cocreation.publish", "conversations.read")).toBe(true);
  expect(may("cocreation.join", "conversations.read")).toBe(false);
  expect(may("cocreation.publish")).toBe(false);
});

it("takes the conversation along, and leads to the room that is there already", async () => {
  const there = { error: { code: "room_exists", message: "", field: null, params: { room: "r1" } } };
  const asked = serve({ "POST /cocreation/rooms": () => Response.json(there, { status: 409 }) });
  let over = false;
  open(
    <Room
      rows={[row]}
      done={() => {
        over = true;
      }}
    />,
  );
  fireEvent.click(await screen.findByRole("button", { name: t("rooms.open_do") }));
  await waitFor(() => expect(over).toBe(true));
  expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["POST", "/cocreation/rooms", { title: "空调滴水", questions: [], source: "conversation", source_id: row.id }],
  ]);
  expect(location.pathname).toBe("/knowledge/rooms/r1");
});
