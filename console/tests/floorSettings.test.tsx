import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Limits } from "@/features/insight/parts/Limits";
import { setLocale, t, tCode } from "@/i18n";
import { open, refused, serve } from "./server";

const SETTINGS = { tell_monitored: true, idle_minutes: 10, sign_off_hours: 12 };
const RULES = {
  items: [
    { code: "service_level", unit: "ratio", limit: 0.8, enabled: true, usual: 0.8, least: 0.5, most: 0.99 },
    { code: "queue_wait", unit: "times", limit: 2, enabled: true, usual: 2, least: 1, most: 10 },
  ],
};
const served = { "GET /floor/settings": SETTINGS, "GET /insight/alerts": RULES };
const save = (): boolean => fireEvent.click(screen.getByText(t("action.save")));

beforeEach(() => setLocale("en"));
afterEach(cleanup);

it("only what was changed is sent, shares as they are counted", async () => {
  const asked = serve({ ...served, "PUT /floor/settings": SETTINGS, "PUT /insight/alerts": RULES });
  const close = vi.fn();
  open(<Limits close={close} />);
  const hours = await screen.findByLabelText(new RegExp(t("floor.sign_off_hours")));
  expect(screen.getByText(t("action.save")).closest("button")!.disabled).toBe(true);
  fireEvent.change(hours, { target: { value: "8" } });
  const limit = await screen.findByLabelText(t("floor.limit_of", { name: tCode("alert.rule", "service_level") }));
  fireEvent.change(limit, { target: { value: "75" } });
  save();
  await waitFor(() => expect(close).toHaveBeenCalled());
  const sent = asked.filter(({ method }) => method === "PUT");
  expect(sent.map(({ path }) => path).toSorted()).toEqual(["/floor/settings", "/insight/alerts"]);
  expect(sent.find(({ path }) => path === "/floor/settings")?.body).toEqual({ sign_off_hours: 8 });
  const items = [{ code: "service_level", limit: 0.75, enabled: true }];
  expect(sent.find(({ path }) => path === "/insight/alerts")?.body).toEqual({ items });
});

it("what is refused leaves everything as it was typed", async () => {
  serve({ ...served, "PUT /floor/settings": () => refused("out_of_range", "sign_off_hours") });
  const close = vi.fn();
  open(<Limits close={close} />);
  const hours = await screen.findByLabelText<HTMLInputElement>(new RegExp(t("floor.sign_off_hours")));
  fireEvent.change(hours, { target: { value: "8" } });
  save();
  await within(hours.closest("label")!).findByRole("alert");
  expect(close).not.toHaveBeenCalled();
  expect(hours.value).toBe("8");
});

it("settings that cannot be read are not silently left out", async () => {
  let well = false;
  serve({ ...served, "GET /floor/settings": () => (well ? SETTINGS : refused("forbidden", null, 403)) });
  open(<Limits close={vi.fn()} />);
  const again = await screen.findByText(t("action.again"));
  well = true;
  fireEvent.click(again);
  expect(await screen.findByLabelText(new RegExp(t("floor.sign_off_hours")))).toBeTruthy();
});
