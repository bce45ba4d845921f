// Web chats and how they look, as administrators read, try out and change them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { chatConfig } from "@/design/parts/ChatFrame";
import { webChats as api } from "@/api/webchats";
import type { ChatLanguage, Look, LookVersion, WebChat } from "@/api/types";

export const QUESTIONS = 6;

export function useWebChats(): UseQueryResult<WebChat[]> {
  return useQuery({ queryKey: ["webchats"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

export function useLooks(id: string): UseQueryResult<LookVersion[]> {
  return useQuery({
    queryKey: ["webchats", id, "looks"],
    queryFn: async ({ signal }) => (await api.versions(id, signal)).items,
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: ["webchats"] });
  }
}

export const makeWebChat = (name: string): Promise<WebChat> => changed(api.make(name));
export const changeWebChat = (id: string, body: { name?: string; enabled?: boolean }): Promise<WebChat> =>
  changed(api.change(id, body));
export const saveLook = (chat: WebChat, look: Look): Promise<WebChat> => changed(api.save(chat.id, chat.version, look));
export const restoreLook = (chat: WebChat, to: number): Promise<WebChat> =>
  changed(api.restore(chat.id, to, chat.version));

/** The picture's id, and where it is shown from. */
export async function bringLogo(id: string, file: File): Promise<{ logo: string; logo_url: string }> {
  const kept = await api.logo(id, file);
  return { logo: kept.id, logo_url: kept.url };
}

/** What the chat's own scripts are told: as the server tells it, of settings that are not saved. */
export function widgetConfig(look: Look, logoUrl: string | null, texts: WebChat["texts"]): object {
  return chatConfig({
    brand: { name: look.name, color: look.color, logo_url: logoUrl },
    texts,
    quick_questions: { zh: look.questions.zh.filter(Boolean), en: look.questions.en.filter(Boolean) },
    look: {
      corner: look.corner,
      x: look.offset_x,
      y: look.offset_y,
      launcher: look.launcher,
      theme: look.theme,
      languages: look.languages,
      hide_on_phone: look.hide_on_phone,
    },
  });
}

/** The line that a page needs. */
export function snippet(origin: string, key: string): string {
  return `<script async src="${origin}/widget.js" data-channel="${key}" data-locale="auto"></script>`;
}

/** The language the preview begins with: the reader's own when the chat offers it. */
export function shownLanguage(look: Look, own: ChatLanguage): ChatLanguage {
  return look.languages.includes(own) ? own : (look.languages[0] ?? own);
}

/** What the form holds for what the look says: questions and sites as lines. */
export interface LookForm extends Omit<Look, "questions" | "sites"> {
  questions: { zh: string; en: string };
  sites: string;
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

export function formOf(look: Look): LookForm {
  const { questions, sites, ...rest } = look;
  return {
    ...rest,
    questions: { zh: questions.zh.join("\n"), en: questions.en.join("\n") },
    sites: sites.join("\n"),
  };
}

export function lookOf(form: LookForm): Look {
  return {
    ...form,
    offset_x: form.offset_x ?? 0,
    offset_y: form.offset_y ?? 0,
    questions: { zh: lines(form.questions.zh), en: lines(form.questions.en) },
    sites: lines(form.sites),
  };
}

/** Where in the form a field stands that the server named, such as `questions.zh.1` or `sites.0`. */
export function placeOf(field: string): string[] {
  const parts = field.split(".");
  if (parts[0] === "sites") return ["sites"];
  return parts.slice(0, 2);
}
