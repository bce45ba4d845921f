import Button from "antd/es/button";
import { Copy, ExternalLink } from "lucide-react";
import type { WebChat } from "@/api/types";
import { copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import { snippet } from "../looks";
import css from "./channels.module.css";

/** The line that puts the chat on a page, and the page that is nothing but the chat. */
export function Snippet({ chat }: { chat: WebChat }) {
  const { origin } = window.location;
  const line = snippet(origin, chat.key);
  const page = `${origin}/chat/${chat.key}`;
  const copy = (): void => void copyText(line).then((done) => done && sayDone(t("action.copied")));
  return (
    <>
      <div className={css.once}>
        <code>{line}</code>
        <Button icon={<Copy size={14} aria-hidden />} onClick={copy}>
          {t("action.copy")}
        </Button>
      </div>
      <p>
        {t("look.page")}{" "}
        <a href={page} target="_blank" rel="noreferrer">
          {page} <ExternalLink size={12} aria-hidden />
        </a>
      </p>
    </>
  );
}
