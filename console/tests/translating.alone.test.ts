import { afterEach, expect, test, vi } from "vitest";
import { toggleTranslation, translationOf } from "@/features/conversations/translating";
import type { Message } from "@/api/types";

const message = { id: "m1", conversation_id: "c1", text: "空调漏水" } as Message;
const told = { text: "It leaks.", to: "zh-CN", model: "tiny-1", at: "2026-07-01T00:00:00Z" };

function answers(...given: Response[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push(`${init.method ?? ""} ${url} ${String(init.body)}`);
    return Promise.resolve(given.shift());
  });
  return asked;
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

afterEach(() => vi.unstubAllGlobals());

test("a translation is asked for once, shown, and put away when asked for again", async () => {
  const asked = answers(new Response(JSON.stringify(told), { status: 200 }));
  toggleTranslation(message);
  expect(translationOf(message)).toBe("asking");
  toggleTranslation(message);
  await settled();
  expect(translationOf(message)).toEqual(told);
  expect(asked).toEqual(['POST /api/v1/conversations/c1/messages/m1/translation {"to":"zh-CN"}']);
  toggleTranslation(message);
  expect(translationOf(message)).toBeUndefined();
});

test("a refusal leaves nothing behind, so that it can be asked for again", async () => {
  const refused = JSON.stringify({ error: { code: "llm_busy", message: "busy", field: null, params: {} } });
  const asked = answers(new Response(refused, { status: 503 }), new Response(JSON.stringify(told), { status: 200 }));
  toggleTranslation(message);
  await settled();
  expect(translationOf(message)).toBeUndefined();
  toggleTranslation(message);
  await settled();
  expect(translationOf(message)).toEqual(told);
  expect(asked).toHaveLength(2);
});
