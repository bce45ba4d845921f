/** The script on the host page: reads its tag, keeps the conversation, draws the launcher, loads the chat when wanted. */
import { Client } from "./core/client";
import type { Trail } from "./core/env";
import { browserEnv } from "./core/env";
import { openStore } from "./core/store";
import { pickLang } from "./i18n/lang";
import { Launcher } from "./ui/launcher";

declare global {
  interface Window {
    qingfeng?: { identity?: string; help?(): Trail };
    Qingfeng?: { open(): void; close(): void; identify(jwt: string): void };
  }
}

function boot(tag: HTMLScriptElement): void {
  const meta = document.querySelector<HTMLMetaElement>("meta[name=qf-channel]")?.content;
  const page = tag.dataset.mode === "page";
  // A page of ours that was served without its key filled in still knows it by its address, /chat/KEY.
  const path = page && location.pathname.split("/").filter(Boolean).pop();
  const channel = tag.dataset.channel ?? (meta && !meta.startsWith("__") ? meta : path);
  if (!channel || window.Qingfeng) return;
  const { origin } = new URL(tag.src);
  const lang = pickLang(tag.dataset.locale, navigator.language);
  const c = new Client({ origin, channel, locale: lang, identity: window.qingfeng?.identity }, openStore(() => localStorage), browserEnv);
  const launcher = new Launcher(c, { tag, origin, page, lang });
  window.Qingfeng = {
    open: () => launcher.toggle(true),
    close: () => launcher.toggle(false),
    identify: (jwt) => void c.access.open(jwt),
  };
  c.start();
}

const tag = (document.currentScript ?? document.querySelector("script[src*='widget.js']")) as HTMLScriptElement | null;
if (tag) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => boot(tag));
  else boot(tag);
}
