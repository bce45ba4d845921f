import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import ConfigProvider from "antd/es/config-provider";
import { queries } from "@/api/query";
import type { Macro, MacroRun, Step } from "@/api/types";
import { MacroDialog } from "@/features/admin/parts/macros/MacroDialog";
import { RunMacro } from "@/features/macros";
import { people } from "@/features/people";
import { nobody } from "@/features/people/state";
import { macrosFor } from "@/features/templates/match";
import { t } from "@/i18n";

const macro: Macro = {
  id: "m1",
  name: "退款三步",
  shortcut: "tk",
  shared: false,
  mine: true,
  owner: "林晓雨",
  editable: true,
  version: 3,
  used: 2,
  steps: [
    { do: "say", text: "{{customer.title}}您好" },
    { do: "tag", add: ["退款"] },
    { do: "close", reason: "solved", codes: [], survey: false },
  ],
};

interface Asked {
  method: string;
  path: string;
  body: unknown;
}
configure({ asyncUtilTimeout: 5_000 });
let asked: Asked[] = [];
let answers: Record<string, unknown> = {};

beforeEach(() => {
  asked = [];
  queries.clear();
  people.set({ ...nobody, reasons: { ...nobody.reasons, close: [{ code: "solved", zh: "已解决", en: "Solved" }] } });
  globalThis.fetch = (input, init) => {
    const path = String(input).replace(/^.*\/api\/v1/, "");
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : null;
    asked.push({ method: init?.method ?? "GET", path, body });
    const found = answers[path] ?? { items: [], titles: {} };
    const status = typeof found === "object" && "error" in found ? 422 : 200;
    return Promise.resolve(new Response(JSON.stringify(found), { status }));
  };
});
afterEach(cleanup);

const show = (node: React.ReactNode): void => {
  render(
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>{node}</QueryClientProvider>
    </ConfigProvider>,
  );
};
const button = (name: string): HTMLElement => screen.getByRole("button", { name });
const sent = (path: string): unknown[] => asked.filter((one) => one.path === path).map((one) => one.body);

describe("a macro over a conversation", () => {
  const words = [
    { text: "张女士您好", missing: [], until: null },
    { text: "", missing: [], until: null },
    { text: "", missing: [], until: null },
  ];

  it("is shown filled in, and run once with the version that was shown", async () => {
    const result = { row: { id: "c1" }, insert: null, missing: [] } as unknown as MacroRun;
    answers = { "/macros/m1/preview": { version: 3, steps: words, refused: null }, "/macros/m1/run": result };
    const done: (MacroRun | null)[] = [];
    show(<RunMacro macro={macro} conversation="c1" name="张女士" done={(one) => done.push(one)} />);
    await screen.findByText("张女士您好");
    expect(screen.getByText(t("macro.tag.add", { tags: "退款" }))).toBeTruthy();
    expect(screen.getByText(/已解决/)).toBeTruthy();
    await waitFor(() => expect(button(t("macro.run")).hasAttribute("disabled")).toBe(false));
    fireEvent.click(button(t("macro.run")));
    await waitFor(() => expect(done).toEqual([result]));
    expect(sent("/macros/m1/run")).toEqual([
      { conversation_id: "c1", client_id: expect.stringMatching(/.{8}/) as string, locale: "zh-CN", version: 3 },
    ]);
  });

  it("says at which step it would be refused, and cannot be run then", async () => {
    const refused = { code: "missing_variables", message: "x", field: "steps.0", params: {} };
    const first = { text: "{{order.no}}", missing: ["order.no"], until: null };
    answers = { "/macros/m1/preview": { version: 3, steps: [first, ...words.slice(1)], refused } };
    show(<RunMacro macro={macro} conversation="c1" name="张女士" done={() => undefined} />);
    expect((await screen.findByRole("alert")).textContent).toBe(t("errors.missing_variables"));
    expect(button(t("macro.run")).hasAttribute("disabled")).toBe(true);
  });
});

describe("the editor", () => {
  const open = (steps: Step[], close = () => undefined as void): void =>
    show(<MacroDialog macro={{ ...macro, steps }} titles={{}} sharer={false} close={close} />);

  it("asks before it throws changes away, and not without changes", async () => {
    let closed = 0;
    open(macro.steps, () => void (closed += 1));
    fireEvent.click(button(t("action.cancel")));
    expect(closed).toBe(1);
    fireEvent.change(screen.getByLabelText(t("macro.name")), { target: { value: "退款四步" } });
    fireEvent.click(button(t("action.cancel")));
    expect(closed).toBe(1);
    fireEvent.click(await screen.findByRole("button", { name: t("unsaved.drop") }));
    expect(closed).toBe(2);
  });

  it("says a refusal beside the step it is about", async () => {
    answers = { "/macros/m1": { error: { code: "bad_variable", message: "x", field: "steps.1.text" } } };
    open([macro.steps[1] ?? { do: "tag" }, { do: "note", text: "{{ 张" }]);
    fireEvent.click(button(t("action.save")));
    expect((await screen.findByRole("alert")).textContent).toBe(t("errors.bad_variable"));
    const [body] = sent("/macros/m1") as { version: number; steps: Step[] }[];
    expect([body?.version, body?.steps.length]).toEqual([3, 2]);
  });
});

describe("macros after the slash", () => {
  it("are found by name, initials and shortcut", () => {
    const names = (q: string): string[] => macrosFor([macro], q, 5).map(({ name }) => name);
    expect([names(""), names("tk"), names("三步"), names("hi")]).toEqual([
      ["退款三步"],
      ["退款三步"],
      ["退款三步"],
      [],
    ]);
  });
});
