import Button from "antd/es/button";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import css from "./savebar.module.css";

/** What can be done with a form, always in sight at its foot. `page`: at the foot of a whole page, whose edges it
 * reaches. */
export function SaveBar({ page = false, children }: { page?: boolean; children: ReactNode }) {
  return <footer className={page ? `${css.bar} ${css.page}` : css.bar}>{children}</footer>;
}

/** Somebody else was quicker: what was typed is still there, and theirs can be taken. */
export function Beaten({ text, take, ready = true }: { text: string; take: () => void; ready?: boolean }) {
  return (
    <p className={css.beaten} role="alert">
      {text}
      <Button size="small" disabled={!ready} onClick={take}>
        {t("queues.take_theirs")}
      </Button>
    </p>
  );
}
