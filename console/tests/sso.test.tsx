import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SignInOptions, SsoProvider } from "@/api/types";
import { bodyOf, formOfProvider } from "@/features/admin/sso";
import { SignIn } from "@/features/session";
import { setLocale } from "@/i18n";

function offering(options: SignInOptions): void {
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify(options), { status: 200 }));
}

beforeEach(() => setLocale("en"));
afterEach(() => {
  cleanup();
  history.replaceState(null, "", "/");
});

it("the button leads to the provider and back to the page one wanted", async () => {
  history.replaceState(null, "", "/settings/account");
  offering({ house: "demo", label: "Acme", passwords: "everyone" });
  render(<SignIn expired={false} />);
  const button = await screen.findByRole("link", { name: "Sign in with Acme" });
  expect(button.getAttribute("href")).toBe("/api/v1/session/single-sign-on?house=demo&back_to=%2Fsettings%2Faccount");
  expect(screen.getByLabelText("Password")).toBeTruthy();
});

it("passwords that are for administrators wait until they are asked for, others are not there", async () => {
  offering({ house: "demo", label: "Acme", passwords: "managers" });
  const { unmount } = render(<SignIn expired={false} />);
  fireEvent.click(await screen.findByRole("button", { name: "Administrators: sign in with a password" }));
  expect(screen.getByLabelText("Password")).toBeTruthy();
  unmount();
  offering({ house: "demo", label: "Acme", passwords: "nobody" });
  render(<SignIn expired={false} />);
  await screen.findByRole("link", { name: "Sign in with Acme" });
  expect(screen.queryByLabelText("Password")).toBeNull();
});

it("a refusal is said in our own words, once", async () => {
  offering({ house: null, label: null, passwords: "everyone" });
  history.replaceState(null, "", "/?refused=sso_no_account");
  const { unmount } = render(<SignIn expired={false} />);
  expect((await screen.findByRole("alert")).textContent).toContain("You have no account here yet");
  expect(location.search).toBe("");
  unmount();
  history.replaceState(null, "", "/?refused=%3Cb%3Eyou+won%3C%2Fb%3E");
  render(<SignIn expired={false} />);
  expect((await screen.findByRole("alert")).textContent).toContain("The identity provider refused");
});

it("a secret that is kept stays unless another is typed or it is taken away", () => {
  const kept = { has_secret: true, version: 3, rules: [] } as unknown as SsoProvider;
  const form = formOfProvider(kept);
  expect(bodyOf(form, kept).client_secret).toBeNull();
  expect(bodyOf({ ...form, client_secret: "new" }, kept).client_secret).toBe("new");
  expect(bodyOf({ ...form, without_secret: true }, kept).client_secret).toBe("");
  expect(bodyOf(formOfProvider(null), null)).toMatchObject({ client_secret: "", version: 0 });
});
