// What administrators ask of web chats and how they look.
import { call, upload } from "./http";
import type { Attachment, Look, LookVersion, WebChat } from "./types";

type Signal = AbortSignal | undefined;
const AT = "/channels/webchat";

export const webChats = {
  list: (signal: Signal) => call<{ items: WebChat[] }>("GET", AT, { signal }),
  make: (name: string) => call<WebChat>("POST", AT, { body: { name } }),
  change: (id: string, body: { name?: string; enabled?: boolean }) => call<WebChat>("PATCH", `${AT}/${id}`, { body }),
  save: (id: string, version: number, look: Look) =>
    call<WebChat>("PUT", `${AT}/${id}/look`, { body: { version, look } }),
  versions: (id: string, signal: Signal) => call<{ items: LookVersion[] }>("GET", `${AT}/${id}/looks`, { signal }),
  restore: (id: string, to: number, version: number) =>
    call<WebChat>("POST", `${AT}/${id}/look/restore`, { body: { to, version } }),
  logo: (id: string, file: File) => upload<Attachment>(`${AT}/${id}/logo`, file, () => undefined),
};
