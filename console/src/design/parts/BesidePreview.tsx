import Button from "antd/es/button";
import { History } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { relative } from "@/i18n/format";
import { Beaten } from "./SaveBar";
import css from "./besidepreview.module.css";

/** Who was quicker, and when; an empty name is nobody's. */
export interface Quicker {
  by: string;
  at: string;
}

interface Props {
  title: string;
  text: string;
  /** of which place */
  picker: ReactNode;
  beaten: Quicker | null;
  /** show what the quicker one saved */
  take: () => void;
  preview: ReactNode;
  versions: (close: () => void) => ReactNode;
  children: ReactNode;
}

/** What one place says or asks is changed on the left and seen on the right, with the versions it had. */
export function BesidePreview({ title, text, picker, beaten, take, preview, versions, children }: Props) {
  const [history, setHistory] = useState(false);
  return (
    <div className={css.page}>
      <div className={css.form}>
        <header className={css.head}>
          <h1>{title}</h1>
          <div className={css.place}>{picker}</div>
          <Button icon={<History size={14} aria-hidden />} onClick={() => setHistory(true)}>
            {t("queues.history")}
          </Button>
        </header>
        <p className="muted">{text}</p>
        {beaten !== null && (
          <Beaten
            text={t("look.beaten", {
              name: beaten.by || t("audit.system"),
              time: beaten.at ? relative(beaten.at, Date.now()) : "",
            })}
            take={take}
          />
        )}
        {children}
      </div>
      {preview}
      {history && versions(() => setHistory(false))}
    </div>
  );
}
