import Button from "antd/es/button";
import { BellRing, Hand } from "lucide-react";
import { Since, go, mod, useKeys, useRoute } from "@/design";
import { useSession } from "@/features/session";
import { t } from "@/i18n";
import { BELL, raisedAt, useCall, useGreen, useTake } from "../data";
import css from "./green.module.css";

const FLOOR = "/insight/floor";

/** On every page but the floor, which lists them all: who has waited longest on the green channel, one key away. */
export function GreenBar({ bell = BELL }) {
  const session = useSession();
  const rows = useGreen();
  const { may, busy, take } = useTake(session);
  const { path } = useRoute();
  const first = rows[0];
  useCall(rows, bell, () => go(FLOOR));
  useKeys((event) => {
    if (event.code !== "KeyG" || !event.altKey || mod(event) || first === undefined || !may) return;
    event.preventDefault();
    take(first);
  });
  if (first === undefined || (path[0] === "insight" && path[1] === "floor")) return null;
  return (
    <div className={css.bar} role="alert">
      <BellRing size={16} aria-hidden />
      <b>{t("green.bar", { name: first.customer.name })}</b>
      <Since at={raisedAt(first)} />
      <span className="cut">{first.subject}</span>
      <span className={css.fill} />
      {rows.length > 1 && <span>{t("green.more", { count: rows.length - 1 })}</span>}
      {may && (
        <Button
          size="small"
          danger
          type="primary"
          title="Alt+G"
          loading={busy === first.id}
          icon={<Hand size={13} aria-hidden />}
          onClick={() => take(first)}
        >
          {t("action.claim")}
        </Button>
      )}
      <Button size="small" onClick={() => go(FLOOR)}>
        {t("green.all")}
      </Button>
    </div>
  );
}
