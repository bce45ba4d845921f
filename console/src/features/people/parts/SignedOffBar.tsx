import Button from "antd/es/button";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { dateAndTime } from "@/i18n/format";
import { setPresence, usePeople } from "../data";
import { me } from "../state";
import css from "./people.module.css";

/** The house has signed me off because nobody was here for hours: when, why, and what is still mine. */
export function SignedOffBar() {
  const card = usePeople(me);
  const presence = card?.presence;
  const last = presence?.gone_since ?? null;
  const [busy, setBusy] = useState(false);
  if (card === null || presence === undefined || last === null) return null;
  const enter = (state: "ready" | "offline"): void => {
    setBusy(true);
    setPresence(state, null, "now")
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const words = t("signed_off.text", {
    since: dateAndTime(last),
    at: dateAndTime(presence.since),
    why: tCode("presence.reason", presence.reason ?? "long_away"),
  });
  const kept = card.load > 0 ? t("away.kept", { count: card.load }) : "";
  const all = `${words} ${kept}`.trim();
  return (
    <div className={css.away} role="status">
      <LogOut size={16} aria-hidden />
      <b>{t("signed_off.title")}</b>
      <span className="cut" title={all}>
        {all}
      </span>
      <span className={css.fill} />
      <Button size="small" type="text" disabled={busy} onClick={() => enter("offline")}>
        {t("signed_off.seen")}
      </Button>
      <Button size="small" type="primary" disabled={busy} onClick={() => enter("ready")}>
        {t("signed_off.start")}
      </Button>
    </div>
  );
}
