import { BellRing, Bell as BellIcon } from "lucide-react";
import { Drop } from "@/design";
import { t } from "@/i18n";
import { useNotices } from "../data";
import { Centre } from "./Centre";
import css from "./notices.module.css";

/** The bell of the top bar: how much I have not read, and behind it what I was told. */
export function Bell() {
  const { unread } = useNotices();
  const label = unread > 0 ? t("notices.unread", { count: unread }) : t("notices.title");
  const Icon = unread > 0 ? BellRing : BellIcon;
  return (
    <Drop content={(close) => <Centre close={close} />}>
      {(open) => (
        <button type="button" className={css.bell} aria-label={label} title={label} aria-expanded={open}>
          <Icon size={16} aria-hidden />
          {unread > 0 && (
            <span className={css.count} aria-hidden>
              {unread > 99 ? "99+" : unread}
            </span>
          )}
        </button>
      )}
    </Drop>
  );
}
