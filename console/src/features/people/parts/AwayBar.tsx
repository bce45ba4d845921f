import Button from "antd/es/button";
import { Coffee, MonitorOff } from "lucide-react";
import { useEffect, useState } from "react";
import { sayError, unclaimed, useKeys } from "@/design";
import { t } from "@/i18n";
import { timeOfDay } from "@/i18n/format";
import { allowDetecting, mayDetect } from "@/live";
import { comeBack, usePeople } from "../data";
import { me } from "../state";
import css from "./people.module.css";

/** Whether the browser could tell that somebody works in another window, and was not asked yet. */
function useCouldDetect(away: boolean): [boolean, () => void] {
  const [could, setCould] = useState(false);
  useEffect(() => {
    if (away) void mayDetect().then((state) => setCould(state === "prompt"));
  }, [away]);
  const ask = (): void => {
    setCould(false);
    allowDetecting().catch(sayError);
  };
  return [could, ask];
}

/** The house has put me on a break because nobody was here: since when, and the one key that ends it. */
export function AwayBar() {
  const card = usePeople(me);
  const presence = card?.presence;
  const last = presence?.away_since ?? null;
  const [busy, setBusy] = useState(false);
  const asleep = presence?.reason === "asleep";
  const [could, ask] = useCouldDetect(last !== null && !asleep);
  const back = (): void => {
    if (busy) return;
    setBusy(true);
    comeBack()
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  useKeys((event) => {
    if (event.key !== "Enter" || event.defaultPrevented || !(event.altKey || unclaimed(event))) return;
    event.preventDefault();
    back();
  }, last !== null);
  if (card === null || presence === undefined || last === null) return null;
  const since = timeOfDay(last);
  const kept = card.load > 0 ? t("away.kept", { count: card.load }) : "";
  const why = asleep ? t("away.asleep", { since }) : t("away.idle", { since });
  const words = `${why} ${kept}`.trim();
  const Icon = asleep ? MonitorOff : Coffee;
  return (
    <div className={css.away} role="status">
      <Icon size={16} aria-hidden />
      <b>{t("away.title")}</b>
      <span className="cut" title={words}>
        {words}
      </span>
      <span className={css.fill} />
      {could && (
        <Button size="small" type="text" title={t("away.elsewhere_hint")} onClick={ask}>
          {t("away.elsewhere")}
        </Button>
      )}
      <Button size="small" type="primary" title={t("away.back_hint")} loading={busy} onClick={back}>
        {t("away.back")} <kbd className={css.key}>↵</kbd>
      </Button>
    </div>
  );
}
