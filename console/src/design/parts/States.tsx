import Button from "antd/es/button";
import { CloudOff } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { sentence } from "../toast";
import css from "./states.module.css";

/** Empty is a page too: what this place is for, and the one button that fills it. */
export function Empty({
  icon,
  title,
  text,
  action,
}: {
  icon?: ReactNode;
  title: string;
  text?: string;
  action?: ReactNode;
}) {
  return (
    <div className={css.state}>
      {icon && <div className={css.stateIcon}>{icon}</div>}
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className={css.state} role="alert">
      <div className={css.stateIcon}>
        <CloudOff size={22} aria-hidden />
      </div>
      <strong>{t("state.failed")}</strong>
      <p>{sentence(error)}</p>
      <Button size="small" onClick={retry}>
        {t("action.again")}
      </Button>
    </div>
  );
}

/** Grey lines in the shape of what is coming. `rows` of them, each with a round mark when `avatar`. */
export function Bones({ rows, avatar = false, height = 14 }: { rows: number; avatar?: boolean; height?: number }) {
  return (
    <div className={css.bones} role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={css.bone}>
          {avatar && <span className={css.boneRound} />}
          <span className={css.boneLines}>
            <i style={{ width: `${64 - ((index * 17) % 34)}%`, height }} />
            {avatar && <i style={{ width: `${88 - ((index * 23) % 40)}%`, height }} />}
          </span>
        </div>
      ))}
    </div>
  );
}
