import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { App } from "@/app/App";
import { chooseLocale } from "@/i18n";

function nobody(): Promise<Response> {
  return Promise.resolve(new Response(JSON.stringify({ error: { code: "unauthenticated" } }), { status: 401 }));
}

afterEach(cleanup);

it("what is typed at once is still there when everything has been loaded", async () => {
  globalThis.fetch = nobody;
  render(<App />);
  const field = await screen.findByLabelText<HTMLInputElement>("邮箱");
  fireEvent.change(field, { target: { value: "shen.ruolan@example.com" } });
  await new Promise((done) => setTimeout(done, 300));
  expect(screen.getByLabelText("邮箱")).toBe(field);
  expect(field.value).toBe("shen.ruolan@example.com");
});

it("another language is another screen, with the words of its parts", async () => {
  globalThis.fetch = nobody;
  render(<App />);
  await screen.findByLabelText("邮箱");
  await chooseLocale("en");
  expect(await screen.findByLabelText("Email")).toBeTruthy();
});
